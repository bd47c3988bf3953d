import { V1ServerEvents, V1ClientEvents, SocketError } from '@causerie/contracts';
import { io } from 'socket.io-client';
import type { Doors, Draft, Person, SocketDoor, SocketListener } from './door.ts';
import { SILENCE_MS } from './door.ts';
import type { SendOutcome } from './history.ts';
import { openV1Rest, type V1Address } from './v1-rest.ts';
import { seenFrom } from './v1-message.ts';

const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 1000;
const HANDSHAKE_TIMEOUT_MS = 4000;

/** The v1 dialect: REST under `/v1` and the socket namespace `/v1`. `silenceMs` is how long callers listen. */
export function v1Doors(url: string, silenceMs = SILENCE_MS): Doors {
  return {
    name: 'v1',
    openSocket: (person, name, listener) => openV1Socket({ url, silenceMs }, person, name, listener),
    openRest: (person) => openV1Rest({ url, silenceMs }, person),
  };
}

function openV1Socket(
  { url, silenceMs }: V1Address,
  person: Person,
  name: string,
  listener: SocketListener,
): SocketDoor {
  const socket = io(`${url}/v1`, {
    auth: { token: person.token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: RECONNECT_MIN_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    timeout: HANDSHAKE_TIMEOUT_MS,
  });
  let epoch = 0;
  let connection: string | null = null;
  let closed = false;
  const connectAgain = (): void => {
    // After a refusal or a disconnection by the server the library does not try again by itself.
    setTimeout(() => closed || socket.active || socket.connect(), RECONNECT_MAX_MS).unref();
  };
  socket.on('connect', () => (connection = `${name}/${++epoch}`));
  socket.on('disconnect', () => {
    connection = null;
    connectAgain();
  });
  socket.on('connect_error', connectAgain);
  socket.on('message.created', (payload: unknown) => {
    const parsed = V1ServerEvents['message.created'].safeParse(payload);
    if (parsed.success) listener.onPush(connection ?? `${name}/${epoch}`, seenFrom(parsed.data.message));
    else listener.onNonsense('message.created');
  });
  for (const event of ['session.ready', 'sync.tops'] as const) {
    socket.on(event, (payload: unknown) => {
      const parsed = V1ServerEvents[event].safeParse(payload);
      if (!parsed.success) return listener.onNonsense(event);
      listener.onTops(
        parsed.data.tops.map(({ conversationId, lastSeq }) => ({ conversation: conversationId, lastSeq })),
      );
    });
  }
  return {
    get connection() {
      return connection;
    },
    untilConnected: () =>
      new Promise((resolve) => (connection === null ? socket.once('connect', () => resolve()) : resolve())),
    send: (draft) => {
      const sentOn = connection;
      if (sentOn === null) return Promise.resolve({ kind: 'lost', reason: 'not connected' });
      return new Promise((resolve) => {
        socket.timeout(silenceMs).emit('message.send', inputOf(draft), (error: Error | null, answer: unknown) => {
          if (error === null) resolve(outcomeOf(answer));
          else resolve(connection === sentOn ? { kind: 'silent' } : { kind: 'lost', reason: 'disconnect' });
        });
      });
    },
    close() {
      closed = true;
      socket.disconnect();
    },
  };
}

function inputOf({ conversation, key, content }: Draft): Record<string, string> {
  return { conversationId: conversation, clientMessageId: key, content };
}

/** What an acknowledgement means; an answer outside the contract counts as a refusal, which the checker will not excuse. */
function outcomeOf(answer: unknown): SendOutcome {
  const { ok, error, ...result } = (answer ?? {}) as { ok?: unknown; error?: unknown };
  if (ok === true) {
    const parsed = V1ClientEvents['message.send'].result.safeParse(result);
    if (parsed.success) return { kind: 'ok', created: parsed.data.created, message: seenFrom(parsed.data.message) };
  }
  const refused = SocketError.safeParse(error);
  if (ok !== false || !refused.success) return { kind: 'refused', code: 'malformed-answer' };
  return { kind: refused.data.retryable ? 'unavailable' : 'refused', code: refused.data.code };
}
