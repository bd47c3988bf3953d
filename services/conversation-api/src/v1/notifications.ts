import {
  Id,
  ListNotificationsQuery,
  Mute,
  MuteBody,
  NotificationPage,
  NotificationPreferences,
  NotificationPreferencesBody,
  NotificationsLeft,
  PushFacts,
  PushSubscriptionBody,
  PushSubscriptionResult,
  PushUnsubscribeBody,
} from '@causerie/contracts';
import {
  deleteNotification,
  getMute,
  muteConversation,
  putNotificationPreferences,
  readAllNotifications,
  readNotification,
  subscribePush,
  unmuteConversation,
} from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { z } from 'zod';
import { actorOf, type Door } from '../door.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';

const ById = z.object({ id: Id });

/** What people are told beside the messages themselves: lists, preferences, mutes, devices. */
export function notificationRoutes(app: HttpApp, door: Door): void {
  listRoutes(app, door);
  preferenceRoutes(app, door);
  muteRoutes(app, door);
  pushRoutes(app, door);
  void app.register(async (scope: HttpApp) => unsubscribeRoutes(scope, door));
}

function listRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/notifications',
    {
      schema: {
        tags: ['notifications'],
        summary: 'What I was told, newest first',
        querystring: ListNotificationsQuery,
        response: { 200: NotificationPage },
      },
    },
    async (request) => {
      const { person } = await actorOf(door, request);
      return door.notifications.list({ personId: person.id, ...request.query });
    },
  );

  const changed = (summary: string) => ({
    schema: { tags: ['notifications'], summary, response: { 200: NotificationsLeft } },
  });
  const changedOne = (summary: string) => {
    const { schema } = changed(summary);
    return { schema: { ...schema, params: ById } };
  };

  app.post('/notifications/:id/read', changedOne('Mark a notification as read on all my devices'), async (request) =>
    readNotification(door, await actorOf(door, request), request.params.id),
  );

  app.post('/notifications/read-all', changed('Mark all my notifications as read'), async (request) =>
    readAllNotifications(door, await actorOf(door, request)),
  );

  app.delete('/notifications/:id', changedOne('Delete a notification'), async (request) =>
    deleteNotification(door, await actorOf(door, request), request.params.id),
  );
}

function preferenceRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/notifications/preferences',
    {
      schema: {
        tags: ['notifications'],
        summary: 'What I want to be told, and where',
        response: { 200: NotificationPreferences },
      },
    },
    async (request) => door.notificationPreferences.get((await actorOf(door, request)).person.id),
  );

  app.put(
    '/notifications/preferences',
    {
      schema: {
        tags: ['notifications'],
        summary: 'Choose what I want to be told; what is left out returns to its default',
        body: NotificationPreferencesBody,
        response: { 200: NotificationPreferences },
      },
    },
    async (request) => putNotificationPreferences(door, await actorOf(door, request), request.body),
  );
}

function muteRoutes(app: HttpApp, door: Door): void {
  const schemaOf = (summary: string) => ({
    tags: ['notifications'],
    summary,
    params: ById,
    response: { 200: Mute },
  });

  app.get('/conversations/:id/mute', { schema: schemaOf('Whether I muted a conversation') }, async (request) =>
    getMute(door, await actorOf(door, request), request.params.id),
  );

  app.put(
    '/conversations/:id/mute',
    { schema: { ...schemaOf('Mute a conversation, until a moment or until further notice'), body: MuteBody } },
    async (request) => {
      const input = { conversationId: request.params.id, until: request.body.until };
      return muteConversation(door, await actorOf(door, request), input);
    },
  );

  app.delete('/conversations/:id/mute', { schema: schemaOf('Hear of a conversation again') }, async (request) =>
    unmuteConversation(door, await actorOf(door, request), request.params.id),
  );
}

function pushRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/notifications/push',
    {
      schema: {
        tags: ['notifications'],
        summary: 'Whether browsers can be pushed to, and the key they subscribe with',
        response: { 200: PushFacts },
      },
    },
    async (request) => {
      await actorOf(door, request);
      return { enabled: door.pushPublicKey !== null, publicKey: door.pushPublicKey };
    },
  );

  app.post(
    '/notifications/push/subscriptions',
    {
      schema: {
        tags: ['notifications'],
        summary: 'Push to this browser of mine',
        body: PushSubscriptionBody,
        response: { 200: PushSubscriptionResult },
      },
    },
    async (request) => subscribePush(door, await actorOf(door, request), request.body),
  );

  app.delete(
    '/notifications/push/subscriptions',
    {
      schema: {
        tags: ['notifications'],
        summary: 'Push to this browser of mine no more',
        body: PushUnsubscribeBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { person } = await actorOf(door, request);
      await door.pushSubscriptions.remove(person.id, request.body.endpoint);
      return reply.code(204).send(null);
    },
  );
}
