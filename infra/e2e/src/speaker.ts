import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import type { Answer, Loose, Somebody, World } from './world.ts';

/** Longest wait for something that must happen; a scenario that reaches it has failed. */
const PATIENCE_MS = 10_000;

/** A message as a scenario compares it, whatever the dialect calls its parts. */
export interface Seen {
  id: string;
  content: string;
  from: string;
}

/** One person who talks in one dialect, by REST and by one socket: the same scenario runs once per dialect. */
export interface Speaker {
  readonly socket: Socket;
  readonly token: string;
  /** Messages pushed to this socket, in order. */
  readonly heard: Seen[];
  /** Everything pushed to this socket: event and payload. */
  readonly events: Array<{ event: string; payload: Loose }>;
  open(other: Somebody): Promise<Answer>;
  /** Enters the conversation, where the dialect has such a thing. */
  enter(conversation: string): Promise<void>;
  say(conversation: string, content: string, key?: string): Promise<{ ok: boolean; id?: string; code?: string }>;
  post(conversation: string, content: string, key?: string): Promise<Answer & { id: string }>;
  list(conversation: string): Promise<Seen[]>;
  read(conversation: string, upToSeq: number): Promise<void>;
  type(conversation: string): Promise<void>;
  unread(): Promise<number>;
  /** Resolves when the condition holds, looking again at every event. */
  until(condition: () => boolean): Promise<void>;
  close(): void;
}

/** What differs between dialects, as data and small functions. */
export interface Manner {
  name: string;
  namespace: string;
  path: string;
  openBody(other: Somebody): object;
  /** What the handshake says beside the token. */
  auth?: object;
  /** How the dialect names a conversation in its REST answers. */
  idOf(body: Loose): string;
  /** A well-formed id of no conversation. */
  unknown: string;
  /** The product team keeps both sides in one table, so that no two people have the same id. */
  oneTable?: true;
  /** A professional may open a conversation with any client. */
  opensWithStrangers?: true;
  seen(message: Loose): Seen;
  pushed: { event: string | readonly string[]; message(payload: Loose): Loose };
  items(body: Loose): Loose[];
  enter: string | null;
  say: { event: string; input(conversation: string, content: string, key?: string): object; id(ack: Loose): string };
  read(conversation: string, upToSeq: number): [event: string, input: object];
  typing: { event: string; input(conversation: string): object; heard: string };
  readHeard: string;
  unread: { path: string | ((person: Somebody) => string); count(body: Loose): number };
}

/** Connects a person; `base` chooses a replica, otherwise the API gateway chooses. */
export async function connect(
  world: World,
  manner: Manner,
  person: Somebody,
  options: { base?: string; transports?: string[] } = {},
): Promise<Speaker> {
  const token = await world.tokenOf(person);
  const socket = io(`${options.base ?? world.stack.url}${manner.namespace}`, {
    auth: { ...manner.auth, token },
    transports: options.transports ?? ['websocket'],
    forceNew: true,
  });
  const heard: Seen[] = [];
  const events: Speaker['events'] = [];
  const changed = new EventTarget();
  socket.onAny((event: string, payload: unknown) => {
    events.push({ event, payload });
    if ([manner.pushed.event].flat().includes(event)) heard.push(manner.seen(manner.pushed.message(payload)));
    changed.dispatchEvent(new Event('change'));
  });
  const ask = (event: string, input: object) => socket.timeout(PATIENCE_MS).emitWithAck(event, input);
  const messagesOf = (conversation: string): string => `${manner.path}/conversations/${conversation}/messages`;
  const headers = (key?: string): Record<string, string> => (key === undefined ? {} : { 'idempotency-key': key });
  const speaker: Speaker = {
    socket,
    token,
    heard,
    events,
    open: (other) => world.call('POST', `${manner.path}/conversations`, token, manner.openBody(other)),
    async enter(conversation) {
      if (manner.enter !== null) await ask(manner.enter, { conversationId: conversation });
    },
    async say(conversation, content, key) {
      const ack = await ask(manner.say.event, manner.say.input(conversation, content, key));
      return ack.ok ? { ok: true, id: manner.say.id(ack) } : { ok: false, code: ack.error.code };
    },
    async post(conversation, content, key) {
      const answer = await world.call('POST', messagesOf(conversation), token, { content }, headers(key));
      return { ...answer, id: answer.status < 300 ? manner.seen(answer.body).id : '' };
    },
    async list(conversation) {
      const { body } = await world.call('GET', messagesOf(conversation), token);
      return manner.items(body).map(manner.seen);
    },
    async read(conversation, upToSeq) {
      await ask(...manner.read(conversation, upToSeq));
    },
    async type(conversation) {
      await ask(manner.typing.event, manner.typing.input(conversation));
    },
    async unread() {
      const { path, count } = manner.unread;
      return count((await world.call('GET', typeof path === 'string' ? path : path(person), token)).body);
    },
    async until(condition) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      while (!condition()) await once(changed, 'change', { signal });
    },
    close: () => void socket.close(),
  };
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return speaker;
}
