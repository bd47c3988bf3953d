import { randomUUID } from 'node:crypto';
import type { Notification, Person } from '@causerie/contracts';
import { notify } from '@causerie/core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openNotificationDoor, type NotificationDoor } from './notification-door.ts';

const PUBLIC_KEY = `B${'K'.repeat(86)}`;
let door: NotificationDoor;
let client: Person;
let professional: Person;
let conversationId: string;

beforeAll(async () => {
  door = await openNotificationDoor(PUBLIC_KEY);
});
afterAll(() => door.close());
beforeEach(async () => {
  const pair = await door.pair();
  client = pair.client;
  professional = pair.professional;
  conversationId = pair.conversation.id;
  door.announced.length = 0;
});

/** Tells the client something, as another part of the product does. */
async function told(
  dedupeKey: string = randomUUID(),
  kind: 'system' | 'missed-call' = 'system',
): Promise<Notification> {
  const announcer = {
    announce: async (all: readonly (typeof door.announced)[number][]) => void door.announced.push(...all),
  };
  const deps = { notifications: door.repositories.notifications, announcer, ids: { next: v7 } };
  const notification = await notify(deps, { personId: client.id, kind, dedupeKey });
  if (notification === null) throw new Error('told before');
  return notification;
}

const heard = () => door.announced.splice(0);

describe('The list of what I was told', () => {
  it('is announced to me alone, told once, newest first, in pages, by kind and by being read', async () => {
    const all = [await told(), await told('call-1', 'missed-call'), await told()];
    await expect(told('call-1', 'missed-call')).rejects.toThrow('told before');
    expect(heard()).toEqual(
      all.map((notification) => ({ audience: [client.id], event: { type: 'notification.created', notification } })),
    );
    const newest = all.toReversed();
    const first = await door.call(client, 'GET', '/notifications?limit=2');
    expect(first.body).toEqual({ items: newest.slice(0, 2), nextCursor: newest[1]?.id, unread: 3 });
    const second = await door.call(client, 'GET', `/notifications?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toEqual({ items: newest.slice(2), nextCursor: null, unread: 3 });
    expect((await door.call(client, 'GET', '/notifications?kind=missed-call')).body.items).toEqual([all[1]]);
    await door.call(client, 'POST', `/notifications/${all[1]?.id}/read`);
    const ids = async (unread: boolean) =>
      (await door.call(client, 'GET', `/notifications?unread=${unread}`)).body.items.map(({ id }: Notification) => id);
    expect(await ids(true)).toEqual([all[2]?.id, all[0]?.id]);
    expect(await ids(false)).toEqual([all[1]?.id]);
    expect((await door.call(professional, 'GET', '/notifications')).body).toEqual({
      items: [],
      nextCursor: null,
      unread: 0,
    });
  });

  it('reading and deleting is told to my other devices, once', async () => {
    const [first, second, third] = [await told(), await told(), await told()];
    heard();
    const read = (id: string) => door.call(client, 'POST', `/notifications/${id}/read`);
    expect(await read(first.id)).toEqual({ status: 200, body: { unread: 2 } });
    expect(await read(first.id)).toEqual({ status: 200, body: { unread: 2 } });
    expect(await door.call(client, 'DELETE', `/notifications/${second.id}`)).toEqual({
      status: 200,
      body: { unread: 1 },
    });
    expect(await door.call(client, 'POST', '/notifications/read-all')).toEqual({ status: 200, body: { unread: 0 } });
    expect(await door.call(client, 'POST', '/notifications/read-all')).toEqual({ status: 200, body: { unread: 0 } });
    const mine = { audience: [client.id] };
    expect(heard()).toEqual([
      { ...mine, event: { type: 'notifications.updated', ids: [first.id], change: 'read', unread: 2 } },
      { ...mine, event: { type: 'notifications.updated', ids: [second.id], change: 'deleted', unread: 1 } },
      { ...mine, event: { type: 'notifications.updated', ids: null, change: 'read', unread: 0 } },
    ]);
    const { body } = await door.call(client, 'GET', '/notifications');
    expect(body.items.map(({ id }: Notification) => id)).toEqual([third.id, first.id]);
  });

  it('DOOR-2: what was told to somebody else is unknown', async () => {
    const { id } = await told();
    for (const path of [`/notifications/${id}`, `/notifications/${randomUUID()}`]) {
      expect((await door.call(professional, 'DELETE', path)).body.code).toBe('not_found');
      expect((await door.call(professional, 'POST', `${path}/read`)).body.code).toBe('not_found');
    }
    expect((await door.call(client, 'GET', '/notifications')).body.unread).toBe(1);
  });

  it.each(['limit=0', 'limit=101', 'cursor=nonsense', 'kind=gossip', 'unread=maybe'])(
    'DOOR-1: %s is refused',
    async (query) => expect((await door.call(client, 'GET', `/notifications?${query}`)).status).toBe(400),
  );
});

describe('What I want to be told', () => {
  const standard = {
    inApp: true,
    push: true,
    email: false,
    sound: true,
    showContent: false,
    kinds: {},
    quietHours: null,
  };

  it('has defaults, is replaced as a whole, and hides what I do not want', async () => {
    const path = '/notifications/preferences';
    expect((await door.call(client, 'GET', path)).body).toEqual(standard);
    const quietHours = { from: '22:00', to: '07:30', timeZone: 'Europe/Paris' };
    const chosen = { ...standard, sound: false, kinds: { system: { inApp: false } }, quietHours };
    const body = { sound: false, kinds: { system: { inApp: false } }, quietHours };
    expect(await door.call(client, 'PUT', path, body)).toEqual({ status: 200, body: chosen });
    expect((await door.call(client, 'GET', path)).body).toEqual(chosen);
    await expect(told()).rejects.toThrow('told before');
    expect((await door.call(client, 'PUT', path, {})).body).toEqual(standard);
    expect((await door.call(client, 'GET', path)).body).toEqual(standard);
    await told();
  });

  it.each([
    { quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Atlantis' } },
    { quietHours: { from: '22:00', to: '07:00', timeZone: 'x'.repeat(10_000) } },
    { quietHours: { from: '24:00', to: '07:00', timeZone: 'UTC' } },
    { quietHours: { from: '07:00', to: '07:00', timeZone: 'UTC' } },
    { kinds: { gossip: { push: false } } },
    { push: 'yes' },
  ])('DOOR-1: %j is refused', async (body) => {
    expect((await door.call(client, 'PUT', '/notifications/preferences', body)).status).toBe(400);
  });
});

describe('Muting a conversation', () => {
  it('lasts until a moment or until further notice, for me alone', async () => {
    const path = `/conversations/${conversationId}/mute`;
    const until = '2099-12-31T23:59:59.120Z';
    expect((await door.call(client, 'PUT', path, { until })).body).toEqual({ muted: true, until });
    expect((await door.call(client, 'PUT', path, { until: null })).body).toEqual({ muted: true, until: null });
    expect((await door.call(client, 'GET', path)).body).toEqual({ muted: true, until: null });
    expect((await door.call(professional, 'GET', path)).body).toEqual({ muted: false, until: null });
    expect((await door.call(client, 'DELETE', path)).body).toEqual({ muted: false, until: null });
    expect((await door.call(client, 'PUT', path, { until: '2001-01-01T00:00:00Z' })).body.muted).toBe(false);
  });

  it('DOOR-2: is not found for who takes no part, as for a conversation that does not exist', async () => {
    const { client: stranger } = await door.pair();
    for (const id of [conversationId, randomUUID()]) {
      const path = `/conversations/${id}/mute`;
      expect((await door.call(stranger, 'PUT', path, { until: null })).body.code).toBe('not_found');
      expect((await door.call(stranger, 'GET', path)).body.code).toBe('not_found');
      expect((await door.call(stranger, 'DELETE', path)).body.code).toBe('not_found');
    }
  });
});

describe('Pushes to browsers', () => {
  const path = '/notifications/push/subscriptions';
  const keys = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) };
  const subscribe = (person: Person, endpoint: string, secret = keys) =>
    door.call(person, 'POST', path, { endpoint, keys: secret, expirationTime: null });
  const ownersOf = (endpoint: string) =>
    door.query('select person_id, id from push_subscriptions where endpoint = $1', [endpoint]);

  it('say whether they are on, and with which key', async () => {
    expect((await door.call(client, 'GET', '/notifications/push')).body).toEqual({
      enabled: true,
      publicKey: PUBLIC_KEY,
    });
    const without = await openNotificationDoor(null);
    const { client: other } = await without.pair();
    expect((await without.call(other, 'GET', '/notifications/push')).body).toEqual({ enabled: false, publicKey: null });
    const body = { endpoint: 'https://push.example.com/x', keys };
    expect((await without.call(other, 'POST', path, body)).body.code).toBe('unprocessable');
    await without.close();
  });

  it('a browser subscribes once, follows who signs in with it, and cannot be taken by who only knows its address', async () => {
    const endpoint = `https://push.example.com/${randomUUID()}`;
    const first = await subscribe(client, endpoint);
    expect(first.status).toBe(200);
    expect((await subscribe(client, endpoint)).body).toEqual(first.body);
    const thief = { ...keys, auth: 'B'.repeat(22) };
    expect((await subscribe(professional, endpoint, thief)).body.code).toBe('conflict');
    expect(await ownersOf(endpoint)).toMatchObject([{ person_id: client.id }]);
    expect((await subscribe(professional, endpoint)).status).toBe(200);
    expect(await ownersOf(endpoint)).toMatchObject([{ person_id: professional.id }]);
    expect((await door.call(client, 'DELETE', path, { endpoint })).status).toBe(204);
    expect(await ownersOf(endpoint)).toHaveLength(1);
    expect((await door.call(professional, 'DELETE', path, { endpoint })).status).toBe(204);
    expect(await ownersOf(endpoint)).toEqual([]);
  });

  it('a person has at most 20 browsers: a new one takes the place of the least used, at the same moment too', async () => {
    const names = Array.from({ length: 25 }, () => `https://push.example.com/${randomUUID()}`);
    await Promise.all(names.slice(0, 5).map((endpoint) => subscribe(client, endpoint)));
    await door.query('update push_subscriptions set last_used_at = now() + interval $$1 day$$ where endpoint = $1', [
      names[0],
    ]);
    await Promise.all(names.slice(5).map((endpoint) => subscribe(client, endpoint)));
    const kept = await door.query('select endpoint from push_subscriptions where person_id = $1', [client.id]);
    expect(kept).toHaveLength(20);
    expect(kept).toContainEqual({ endpoint: names[0] });
  });

  it.each([
    'http://push.example.com/x',
    'https://localhost/x',
    'https://push.localhost/x',
    'https://printer.local/x',
    'https://redis.internal/x',
    'https://intranet/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://push.example.com:6379/x',
    'https://user:word@push.example.com/x',
    'https://push.example.com./x'.replace('.com.', '.local.'),
    'ftp://push.example.com/x',
    'nonsense',
    `https://push.example.com/${'x'.repeat(3000)}`,
  ])('%s is no push service', async (endpoint) => {
    expect((await subscribe(client, endpoint)).status).toBe(400);
  });

  it.each([
    { p256dh: 'short', auth: keys.auth },
    { p256dh: keys.p256dh, auth: 'short' },
    { p256dh: `${keys.p256dh}:${'x'.repeat(5000)}`, auth: keys.auth },
  ])('keys that no browser has are refused', async (secret) => {
    expect((await subscribe(client, 'https://push.example.com/x', secret)).status).toBe(400);
  });
});

describe('The way out of e-mails', () => {
  const keyOf = async (): Promise<string> => {
    const preferences = { email: true, kinds: { message: { email: true, push: false } } };
    await door.call(client, 'PUT', '/notifications/preferences', preferences);
    const text = 'select unsubscribe_key from notification_preferences where person_id = $1';
    return String((await door.query(text, [client.id]))[0]?.['unsubscribe_key']);
  };

  it('is one click of a mail program (RFC 8058), without a login; opening the link changes nothing', async () => {
    const url = `/v1/notifications/unsubscribe/${await keyOf()}`;
    const opened = await door.app.inject({ method: 'GET', url });
    expect(opened.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(opened.body).toContain('<form method="post">');
    expect((await door.call(client, 'GET', '/notifications/preferences')).body.email).toBe(true);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const clicked = await door.app.inject({ method: 'POST', url, headers, payload: 'List-Unsubscribe=One-Click' });
    expect(clicked.statusCode).toBe(200);
    expect((await door.call(client, 'GET', '/notifications/preferences')).body).toMatchObject({
      email: false,
      kinds: { message: { push: false } },
    });
    expect((await door.app.inject({ method: 'POST', url })).statusCode).toBe(200);
  });

  it('is nobody’s with a key that was made up, and forms are taken nowhere else', async () => {
    const url = `/v1/notifications/unsubscribe/${randomUUID()}`;
    expect((await door.app.inject({ method: 'POST', url })).json()).toMatchObject({ code: 'not_found' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const elsewhere = { method: 'POST' as const, url: '/v1/conversations', headers, payload: 'a=b' };
    expect((await door.app.inject(elsewhere)).statusCode).toBeGreaterThanOrEqual(400);
  });
});
