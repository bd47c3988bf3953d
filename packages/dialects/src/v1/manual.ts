import {
  SocketError,
  V1ClientEvents,
  V1ServerEvents,
  type V1ClientEvent,
  type V1ServerEvent,
} from '@causerie/contracts';
import { z } from 'zod';
import type { EventEntry, Manual } from '../manual.ts';

const HEARD: Record<V1ClientEvent, string> = {
  'message.send': 'Sends a message; acknowledged once it is committed. Safe to repeat with the same clientMessageId.',
  'message.edit': 'Changes the text of a message of mine.',
  'message.delete': 'Deletes a message of mine: its place stays, what it said is gone for everybody.',
  'reaction.set': 'Puts an emoji on a message, or takes mine back.',
  'read.update': 'Moves my read marker forward, on all my devices.',
  'delivered.update': 'Says that this device holds everything up to a seq.',
  typing: 'Says that I am typing, or stopped; repeat it every few seconds while it lasts.',
  'auth.refresh': 'Prolongs this connection with a newer token of the same person.',
  sync: 'Asks for the tops of all my conversations.',
  'call.ring':
    'Asks whether this device may ring; it stays silent unless it is told to, and no longer than `ringUntil`.',
  'call.join': 'Answers or joins a call; `takeOver` moves my part to this device from the one that had it.',
  'call.attach':
    'Says that this connection serves my part in a call: after a lost connection, or one that began by REST.',
  'call.decline': 'Refuses a call, on all my devices.',
  'call.leave': 'Leaves a call.',
  'call.end': 'Ends a call for everybody.',
  'call.media': 'Says what I send now: sound, picture, screen.',
  'call.signal': 'Tells one other participant an offer, an answer, candidates or that a new offer is needed.',
  'call.sync': 'Asks for my calls that have not ended.',
};

const SAID: Record<V1ServerEvent, string> = {
  'session.ready': 'First event of a connection: who I am, which replica serves me, and the tops of my conversations.',
  'sync.tops':
    'A slow heartbeat: tops of the conversations that moved lately. Above what is held, they show a gap to fetch.',
  'session.ended': 'Why the server closes the connection right after.',
  'message.created': 'A message was committed in a conversation of mine.',
  'message.updated': 'A message was edited, or its reactions or files changed; `revision` says in which order.',
  'message.deleted': 'A message was deleted; this is what is left of it.',
  'read.updated': 'Somebody has read up to a seq.',
  'delivered.updated': 'A device of somebody holds everything up to a seq.',
  'conversation.created': 'A conversation with me began.',
  'conversation.updated': 'Subject, status or people of a conversation of mine changed.',
  'conversation.deleted': 'A conversation of mine was removed for everybody in it.',
  'unread.updated': 'How many messages I have not read, over all conversations; only with `auth.unread: true`.',
  'notification.created': 'Something I should hear about.',
  'notifications.updated': 'Notifications were read or deleted on one of my devices.',
  typing: 'Somebody types, or stopped. Forget it after 5 seconds without news.',
  presence: 'Somebody I share a conversation with came online or went.',
  'call.created': 'A call with me began.',
  'call.incoming':
    'Somebody calls me; may come again, and comes to a new connection while it rings. Ask with `call.ring` before ringing.',
  'call.updated': 'A call of mine changed or ended. A higher `version` replaces a lower one.',
  'call.signal': 'What another participant says to this device.',
};

const Refused = z.object({ ok: z.literal(false), error: SocketError });

function heard(event: V1ClientEvent): EventEntry {
  const { input, result } = V1ClientEvents[event];
  const accepted = z.object({ ok: z.literal(true), ...result.shape });
  return { summary: HEARD[event], payload: input, acknowledgement: z.union([accepted, Refused]) };
}

/** The manual of our own dialect, made from its contract. */
export const v1Manual: Manual = {
  title: 'v1',
  description:
    'Namespace `/v1`, `auth: {token, device?}`: signals in a call go to the connection of the device that takes part, which says so here or with its first `call.ring`, `call.join` or `call.attach`. Every event of a client is acknowledged with `{ok: true, …}` or `{ok: false, error}`. Pushes are hints: `seq` and `revision` show what was missed, and REST brings it.',
  hears: Object.fromEntries((Object.keys(HEARD) as V1ClientEvent[]).map((event) => [event, heard(event)])),
  says: Object.fromEntries(
    (Object.keys(SAID) as V1ServerEvent[]).map((event) => [
      event,
      { summary: SAID[event], payload: V1ServerEvents[event] },
    ]),
  ),
};
