import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorCode, Person } from '@causerie/contracts';
import { type Namespace, Server, type Socket } from 'socket.io';
import type { FakeLog } from './fake-log.ts';

/** What a test may break: a code refuses the next sends, `lost` commits them but loses the acknowledgement. */
export interface Faults {
  sends: (ErrorCode | 'lost')[];
  /** How often somebody asked to send a message, repeats included. */
  asked: number;
}

/** One gateway replica over a shared log. The token of a person is `token-<their subject>`, or one with claims. */
export interface FakeReplica {
  url: string;
  faults: Faults;
  /** Cuts every connection and stops listening, as a killed process does. */
  kill(): Promise<void>;
}

/** What a request may carry, trusted because only our own client talks to the fake. */
interface Input {
  conversationId: string;
  clientMessageId: string;
  content: string;
  upToSeq: number;
  active: boolean;
  withPersonId: string;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
  get body() {
    return {
      code: this.code,
      detail: this.code,
      retryable: this.code === 'unavailable' || this.code === 'rate_limited',
      status: this.status,
    };
  }
}

const listeners = new WeakMap<FakeLog, Set<Namespace>>();

/** Starts a replica on a port of loopback (0: any). */
export async function startReplica(
  log: FakeLog,
  options: { replica: string; port?: number; demo?: unknown },
): Promise<FakeReplica> {
  const faults: Faults = { sends: [], asked: 0 };
  const http = createServer((request, response) => void answer(log, faults, options.demo, request, response));
  const io = new Server(http, { serveClient: false });
  const v1 = io.of('/v1');
  const audience = listeners.get(log) ?? new Set<Namespace>();
  listeners.set(log, audience);
  log.announce = (people, event, payload) => {
    for (const namespace of audience) for (const id of people) namespace.to(id).emit(event, payload);
  };
  audience.add(v1);
  v1.use((socket, next) => {
    try {
      socket.data = { person: byToken(log, (socket.handshake.auth as { token?: string }).token) };
      next();
    } catch (error) {
      next(Object.assign(new Error('refused'), { data: (error as Refusal).body }));
    }
  });
  v1.on('connection', (socket) => serve(log, faults, options.replica, socket));
  await new Promise<void>((resolve) => {
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    faults,
    async kill() {
      audience.delete(v1);
      await cut(io, http);
    },
  };
}

async function cut(io: Server, http: HttpServer): Promise<void> {
  for (const socket of io.sockets.sockets.values()) socket.conn.transport.close();
  http.closeAllConnections();
  await io.close();
}

/** The person of a token. @throws Refusal for one that begins `withdrawn`, or names nobody. */
function byToken(log: FakeLog, token: string | undefined): Person {
  const [, claims] = token?.split('.') ?? [];
  const named = claims === undefined ? token : `token-${(JSON.parse(atob(claims)) as { sub: string }).sub}`;
  const person = log.people.find(({ subject }) => named === `token-${subject}`);
  if (person === undefined)
    throw new Refusal(401, token?.startsWith('withdrawn') ? 'token_revoked' : 'unauthenticated');
  return person;
}

function tops(log: FakeLog, person: Person) {
  return log.list(person).map(({ id, lastSeq, revision }) => ({ conversationId: id, lastSeq, revision }));
}

function serve(log: FakeLog, faults: Faults, replica: string, socket: Socket): void {
  const { person } = socket.data as { person: Person };
  void socket.join(person.id);
  const on = (event: string, act: (input: Input) => object | null) =>
    socket.on(event, (input: Input, ack?: (answer: unknown) => void) => {
      try {
        const result = act(input);
        if (result !== null) ack?.({ ok: true, ...result });
      } catch (error) {
        ack?.({ ok: false, error: error instanceof Refusal ? error.body : new Refusal(404, 'not_found').body });
      }
    });
  on('message.send', ({ conversationId, clientMessageId, content }) =>
    send(log, faults, person, conversationId, clientMessageId, content),
  );
  on('read.update', ({ conversationId, upToSeq }) => log.mark('read', person, conversationId, upToSeq));
  on('delivered.update', ({ conversationId, upToSeq }) => log.mark('delivered', person, conversationId, upToSeq));
  on('typing', ({ conversationId, active }) => {
    log.announce(
      log.audience(conversationId).filter((id) => id !== person.id),
      'typing',
      { conversationId, person, active },
    );
    return {};
  });
  on('auth.refresh', () => ({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() }));
  on('sync', () => ({ tops: tops(log, person) }));
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  socket.emit('session.ready', { person, connectionId: socket.id, replica, expiresAt, tops: tops(log, person) });
}

function send(
  log: FakeLog,
  faults: Faults,
  person: Person,
  conversationId: string,
  clientMessageId: string,
  content: string,
) {
  faults.asked += 1;
  const fault = faults.sends.shift();
  if (fault !== undefined && fault !== 'lost') throw new Refusal(fault === 'unavailable' ? 503 : 409, fault);
  const result = log.send(person, conversationId, clientMessageId, content);
  return fault === 'lost' ? null : result;
}

async function answer(log: FakeLog, faults: Faults, demo: unknown, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://fake');
  const reply = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  try {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text === '' ? {} : JSON.parse(text)) as Input;
    if (url.pathname === '/demo/people' && demo !== undefined) return reply(200, demo);
    const person = byToken(log, request.headers.authorization?.replace(/^Bearer /, ''));
    return reply(200, route(log, faults, person, `${request.method} ${url.pathname}`, url.searchParams, body));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(404, 'not_found');
    return reply(refusal.status, refusal.body);
  }
}

function route(
  log: FakeLog,
  faults: Faults,
  person: Person,
  path: string,
  query: URLSearchParams,
  body: Input,
): unknown {
  const others = log.people.filter(({ side }) => side !== person.side);
  if (path === 'GET /v1/me') return { person, expiresAt: '2099-01-01T00:00:00.000Z' };
  if (path === 'GET /v1/conversations') return { items: log.list(person), nextCursor: null };
  if (path === 'POST /v1/conversations')
    return log.create([person, ...others.filter(({ id }) => id === body.withPersonId)]);
  if (path === 'GET /v1/directory/people') {
    const search = (query.get('search') ?? '').toLowerCase();
    const items = others.filter(({ name }) => name.toLowerCase().includes(search));
    return { items: items.map((other) => ({ ...other, available: true, online: false, lastSeenAt: null })) };
  }
  const [, method, id = '', rest] = /^(\w+) \/v1\/conversations\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (!log.audience(id).includes(person.id)) throw new Refusal(404, 'not_found');
  if (method === 'GET' && rest === undefined) return log.snapshot(id);
  if (method === 'GET' && rest === 'messages') {
    const number = (name: string) => (query.has(name) ? { [name]: Number(query.get(name)) } : {});
    return log.page(id, { ...number('before'), ...number('after'), ...number('limit') });
  }
  if (method === 'POST' && rest === 'messages') {
    const result = send(log, faults, person, id, body.clientMessageId, body.content);
    if (result === null) throw new Refusal(503, 'unavailable');
    return result.message;
  }
  if (method === 'POST' && (rest === 'read' || rest === 'delivered')) return log.mark(rest, person, id, body.upToSeq);
  throw new Refusal(404, 'not_found');
}
