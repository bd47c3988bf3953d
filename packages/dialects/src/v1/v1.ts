import {
  V1ClientEvents,
  errorBody,
  type V1ClientEvent,
  type V1ServerEvent,
  type V1ServerPayload,
} from '@causerie/contracts';
import type { Command, Dialect, Inbound, Outcome, Wire } from '../dialect.ts';

/** A packet whose payload is checked against the contract at compile time. */
function wire<E extends V1ServerEvent>(event: E, payload: V1ServerPayload<E>): Wire {
  return { event, payload };
}

function inbound<E extends V1ClientEvent>(event: E, toCommand: (input: Input<E>) => Command): Inbound {
  return {
    decode: (payload) => toCommand(V1ClientEvents[event].input.parse(payload) as Input<E>),
    answer: (outcome) => ({ ack: { ok: true, ...resultOf(outcome) }, say: [] }),
  };
}
type Input<E extends V1ClientEvent> = ReturnType<(typeof V1ClientEvents)[E]['input']['parse']>;

function resultOf(outcome: Outcome): object {
  if (outcome.verb === 'read.update' || outcome.verb === 'delivered.update') return outcome.participant as object;
  const { verb: _, ...result } = outcome;
  return result;
}

const at = (input: { conversationId: string }) => ({ id: input.conversationId });

/** Our own dialect, which the SDK speaks: dotted events, every client event acknowledged. */
export const v1: Dialect = {
  name: 'v1',
  namespace: '/v1',
  resync: 'client',
  follows: 'all',
  tellsUnread: (auth) => auth['unread'] === true,
  tellsConversations: false,
  calls: 'client',
  inbound: {
    'message.send': inbound('message.send', ({ conversationId, ...rest }) => ({
      verb: 'message.send',
      conversation: { id: conversationId },
      ...rest,
    })),
    'message.edit': inbound('message.edit', (input) => ({ verb: 'message.edit', ...input })),
    'message.delete': inbound('message.delete', (input) => ({ verb: 'message.delete', ...input })),
    'reaction.set': inbound('reaction.set', (input) => ({ verb: 'reaction.set', ...input })),
    'read.update': inbound('read.update', (input) => ({
      verb: 'read.update',
      conversation: at(input),
      upToSeq: input.upToSeq,
    })),
    'delivered.update': inbound('delivered.update', (input) => ({
      verb: 'delivered.update',
      conversation: at(input),
      upToSeq: input.upToSeq,
    })),
    typing: inbound('typing', (input) => ({ verb: 'typing', conversation: at(input), active: input.active })),
    'auth.refresh': inbound('auth.refresh', ({ token }) => ({ verb: 'auth.refresh', token })),
    sync: inbound('sync', () => ({ verb: 'sync' })),
    'call.ring': inbound('call.ring', (input) => ({ verb: 'call.ring', ...input })),
    'call.join': inbound('call.join', (input) => ({ verb: 'call.join', ...input })),
    'call.attach': inbound('call.attach', (input) => ({ verb: 'call.attach', ...input })),
    'call.decline': inbound('call.decline', (input) => ({ verb: 'call.decline', ...input })),
    'call.leave': inbound('call.leave', (input) => ({ verb: 'call.leave', ...input })),
    'call.end': inbound('call.end', (input) => ({ verb: 'call.end', ...input })),
    'call.media': inbound('call.media', (input) => ({ verb: 'call.media', ...input })),
    'call.signal': inbound('call.signal', ({ to: participantId, ...input }) => ({
      verb: 'call.signal',
      to: { participantId },
      ...input,
    })),
    'call.sync': inbound('call.sync', () => ({ verb: 'call.sync' })),
  },
  outbound: {
    'message.created': ({ message }) => wire('message.created', { message }),
    'message.updated': ({ message }) => wire('message.updated', { message }),
    'message.deleted': ({ message }) => wire('message.deleted', { message }),
    'read.updated': ({ conversation, person, upToSeq, at: readAt, unread }, listener) =>
      wire('read.updated', {
        conversationId: conversation.id,
        person,
        upToSeq,
        at: readAt,
        ...(listener.person.id === person.id ? { unread } : {}),
      }),
    'delivered.updated': ({ conversation, person, upToSeq, at: deliveredAt }) =>
      wire('delivered.updated', { conversationId: conversation.id, person, upToSeq, at: deliveredAt }),
    'conversation.created': ({ conversation }) => wire('conversation.created', { conversation }),
    'conversation.updated': ({ conversation }) => wire('conversation.updated', { conversation }),
    'conversation.deleted': ({ conversation }) => wire('conversation.deleted', { conversationId: conversation.id }),
    'unread.updated': ({ total }) => wire('unread.updated', { total }),
    'notification.created': ({ notification }) => wire('notification.created', { notification }),
    'notifications.updated': ({ ids, change, unread }) => wire('notifications.updated', { ids, change, unread }),
    'session.revoked': null,
    typing: ({ conversation, person, active }) => wire('typing', { conversationId: conversation.id, person, active }),
    presence: ({ person, online, lastSeenAt }) => wire('presence', { person, online, lastSeenAt }),
    'call.created': ({ call }) => wire('call.created', { call }),
    'call.incoming': ({ call }) => wire('call.incoming', { call }),
    'call.updated': ({ call }) => wire('call.updated', { call }),
    'call.signal': ({ callId, to, toDevice, from, signal }) =>
      wire('call.signal', { callId, to, toDevice, from, signal }),
  },
  welcome: (welcome) => wire('session.ready', welcome),
  tops: (tops) => wire('sync.tops', { tops }),
  farewell: (reason) => wire('session.ended', { reason }),
  refuse: (error, requestId) => ({ ack: { ok: false, error: errorBody(error, requestId) }, say: [] }),
};
