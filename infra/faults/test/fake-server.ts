import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Person } from '@causerie/contracts';
import { Server as SocketServer, type Socket } from 'socket.io';
import type { FakeLie, FakeLog, Stored } from './fake-log.ts';

/** Whether the fake can commit at this moment. */
export interface FakeHealth {
  worker: boolean;
}

/** The two doors of the fake. */
export interface FakeDoors {
  url: string;
  /** Cuts every socket of one of the two pretended replicas. */
  cut(replica: number): void;
  close(): Promise<void>;
}

const UNAVAILABLE = { code: 'unavailable', detail: 'later', retryable: true };
const NOT_FOUND = { code: 'not_found', detail: 'no such thing', retryable: false };
const PAGE = 100;
const ACK_AFTER_MS = 100;
const SILENT_EVERY = 50;

/** Opens the v1 doors over a log in memory. */
export async function openFakeDoors(log: FakeLog, health: FakeHealth, lie: FakeLie): Promise<FakeDoors> {
  const http = createServer((request, response) => {
    void readJson(request).then((body) => answerRest(log, health, sockets, lie, request, response, body));
  });
  const sockets = new SocketServer(http, { serveClient: false });
  let calls = 0;
  sockets.of('/v1').on('connection', (socket) => {
    const person = personOf(log, String(socket.handshake.auth['token']));
    socket.data = { person: person.id, replica: calls++ % 2 };
    socket.emit('session.ready', readyFor(log, person, lie));
    socket.on('message.send', (input: { conversationId: string; clientMessageId: string; content: string }, ack) => {
      if (lie === 'silence' && ++calls % SILENT_EVERY === 0) return;
      if (!health.worker) return ack({ ok: false, error: UNAVAILABLE });
      const stored = log.store(person, input.conversationId, input.clientMessageId, input.content);
      if (stored === null) return ack({ ok: false, error: NOT_FOUND });
      // Committed already, answered a moment later: a connection that is cut in between loses the answer only.
      setTimeout(() => ack({ ok: true, message: stored.message, created: stored.created }), ACK_AFTER_MS);
      announce(sockets, stored, lie);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    cut(replica) {
      const cutOne = (socket: Socket): unknown => socket.data.replica === replica && socket.conn.close();
      sockets.of('/v1').sockets.forEach(cutOne);
    },
    close: () => close(sockets, http),
  };
}

async function close(sockets: SocketServer, http: Server): Promise<void> {
  http.closeAllConnections();
  await sockets.close();
}

/** Every third announcement is lost, as pushes may be; with the lie "no hints" all of them are. */
function announce(sockets: SocketServer, { message, created, audience }: Stored, lie: FakeLie): void {
  if (!created || lie === 'no hints' || message.number % 3 === 0) return;
  for (const socket of sockets.of('/v1').sockets.values()) {
    if (audience.includes(socket.data.person as string)) socket.emit('message.created', { message });
  }
}

function readyFor(log: FakeLog, person: Person, lie: FakeLie): Record<string, unknown> {
  const tops = lie === 'no hints' ? [] : topsOf(log, person.id);
  const expiresAt = new Date(Date.now() + 1e6).toISOString();
  return { person, connectionId: 'fake', replica: 'fake', expiresAt, tops };
}

/** Tells every socket its tops, as the heartbeat does. */
export function topsOf(
  log: FakeLog,
  personId: string,
): Array<{ conversationId: string; lastSeq: number; revision: 0 }> {
  return [...log.conversations]
    .filter(([, { participants }]) => participants.some(({ id }) => id === personId))
    .map(([conversationId, { messages }]) => ({ conversationId, lastSeq: messages.length, revision: 0 }));
}

function personOf(log: FakeLog, token: string): Person {
  const { role, sub } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { role: string; sub: string };
  return log.person(role === 'professional' ? 'professional' : 'client', sub);
}

async function readJson(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

function answerRest(
  log: FakeLog,
  health: FakeHealth,
  sockets: SocketServer,
  lie: FakeLie,
  request: IncomingMessage,
  response: ServerResponse,
  body: Record<string, string>,
): void {
  const say = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  const person = personOf(log, String(request.headers.authorization).replace('Bearer ', ''));
  const url = new URL(request.url ?? '/', 'http://fake');
  const [, , , conversationId] = url.pathname.split('/');
  if (url.pathname.startsWith('/v1/directory/')) return say(200, {});
  if (url.pathname === '/v1/me') return say(200, { person });
  if (url.pathname === '/v1/conversations') {
    const id = log.open(person, log.person('client', body['withSubject'] ?? ''));
    return say(201, { id, number: log.conversations.size });
  }
  const conversation = log.conversations.get(conversationId ?? '');
  if (conversation === undefined || !conversation.participants.includes(person)) return say(404, NOT_FOUND);
  if (request.method === 'GET') {
    const after = Number(url.searchParams.get('after'));
    const { messages } = conversation;
    const hasMore = messages.length > after + PAGE;
    return say(200, { items: messages.slice(after, after + PAGE), lastSeq: messages.length, hasMore });
  }
  if (!health.worker) return say(503, UNAVAILABLE);
  const stored = log.store(person, conversationId ?? '', body['clientMessageId'] ?? '', body['content'] ?? '');
  if (stored === null) return say(404, NOT_FOUND);
  say(stored.created ? 201 : 200, stored.message);
  announce(sockets, stored, lie);
}
