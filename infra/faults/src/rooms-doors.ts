import { io } from 'socket.io-client';
import {
  SILENCE_MS,
  type Cast,
  type Doors,
  type Draft,
  type Person,
  type SocketDoor,
  type SocketListener,
} from './door.ts';
import type { SendOutcome } from './history.ts';
import { keepConnected, RECONNECTION } from './keep-connected.ts';
import { numberId } from './resolve-numbers.ts';
import { roomsNames, type RoomsNames } from './rooms-names.ts';
import { openRoomsRest } from './rooms-rest.ts';
import type { V1Address } from './v1-rest.ts';

/**
 * The rooms dialect: integer names, REST under `/api/messaging`, and the namespace `/`, where a socket joins the rooms of
 * its conversations and is told of no tops.
 */
export function roomsDoors(url: string, cast: Cast, silenceMs = SILENCE_MS): Doors {
  const names = roomsNames(cast);
  return {
    hints: false,
    openSocket: (person, name, listener) => openRoomsSocket({ url, silenceMs }, names, person, name, listener),
    openRest: (person) => openRoomsRest({ url, silenceMs }, names, person),
  };
}

function openRoomsSocket(
  { url, silenceMs }: V1Address,
  names: RoomsNames,
  person: Person,
  name: string,
  listener: SocketListener,
): SocketDoor {
  const socket = io(`${url}/`, { auth: { token: person.token }, ...RECONNECTION });
  const link = keepConnected(socket, name);
  socket.on('connect', () => {
    for (const conversation of person.conversations) {
      socket.emit('join_room', { conversationId: names.numberOf(conversation) });
    }
  });
  socket.on('new_message', (payload: { message?: unknown } | null) => {
    const message = names.seen(payload?.message);
    if (message === null) listener.onNonsense('new_message');
    else listener.onPush(link.lastConnection, message);
  });
  return {
    get connection() {
      return link.connection;
    },
    untilConnected: link.untilConnected,
    send: (draft) =>
      link.ask(silenceMs, 'send_message', inputOf(names, draft), (answer) => outcomeOf(answer, draft, person)),
    close: link.close,
  };
}

function inputOf(names: RoomsNames, { conversation, key, content }: Draft): Record<string, string | number> {
  return { conversationId: names.numberOf(conversation), content, clientMessageId: key };
}

/** The acknowledgement only names the message: the rest is what was sent, for the checker to hold against the log. */
function outcomeOf(answer: unknown, draft: Draft, person: Person): SendOutcome {
  const { ok, error, messageId } = (answer ?? {}) as { ok?: unknown; error?: unknown; messageId?: unknown };
  if (ok === true && typeof messageId === 'number') {
    const { conversation, key, content } = draft;
    const message = { id: numberId(messageId), conversation, seq: 0, author: person.id, key, content };
    return { kind: 'ok', created: false, message };
  }
  const { code, retryable } = (error ?? {}) as { code?: unknown; retryable?: unknown };
  if (ok !== false || typeof code !== 'string') return { kind: 'refused', code: 'malformed-answer' };
  return { kind: retryable === true ? 'unavailable' : 'refused', code };
}
