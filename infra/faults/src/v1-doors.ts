import { V1ServerEvents, V1ClientEvents, SocketError } from '@causerie/contracts';
import { io } from 'socket.io-client';
import type { Doors, Draft, Person, SocketDoor, SocketListener } from './door.ts';
import { SILENCE_MS } from './door.ts';
import type { SendOutcome } from './history.ts';
import { keepConnected, RECONNECTION } from './keep-connected.ts';
import { openV1Rest, type V1Address } from './v1-rest.ts';
import { seenFrom } from './v1-message.ts';

/** The v1 dialect: REST under `/v1` and the socket namespace `/v1`. `silenceMs` is how long callers listen. */
export function v1Doors(url: string, silenceMs = SILENCE_MS): Doors {
  return {
    hints: true,
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
  const socket = io(`${url}/v1`, { auth: { token: person.token }, ...RECONNECTION });
  const link = keepConnected(socket, name);
  socket.on('message.created', (payload: unknown) => {
    const parsed = V1ServerEvents['message.created'].safeParse(payload);
    if (parsed.success) listener.onPush(link.lastConnection, seenFrom(parsed.data.message));
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
      return link.connection;
    },
    untilConnected: link.untilConnected,
    send: (draft) => link.ask(silenceMs, 'message.send', inputOf(draft), outcomeOf),
    close: link.close,
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
