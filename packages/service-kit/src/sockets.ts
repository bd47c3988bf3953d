import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Redis } from 'ioredis';
import { Server, type Namespace } from 'socket.io';
import { createGuardedAdapter } from './adapter.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { createRedis } from './redis.ts';
import { writeTogether } from './write-together.ts';
import { guardSlowConsumer, type Connection } from './slow-consumer.ts';

const MAX_EVENT_SIZE_BYTES = 1_048_576;
const PING_INTERVAL_MS = 20_000;
const PING_TIMEOUT_MS = 15_000;
const JOIN_TIMEOUT_MS = 10_000;
const SID_SIZE_BYTES = 18;

/** Handshake headers that a door may still read after the connection is made. */
const KEPT_HEADERS = [
  'authorization',
  'origin',
  'user-agent',
  'accept-language',
  'x-forwarded-for',
  'x-request-id',
] as const;

/** How a Socket.IO door is made. `origins` are exact; `adapterKey` separates installations and versions. */
export interface SocketServerOptions {
  origins: readonly string[];
  redisUrl: string;
  adapterKey: string;
  logger: Logger;
  metrics: Metrics;
  replicaId: string;
}

/** A Socket.IO server and the way to end it: clients lose the connection, and so reconnect elsewhere by themselves. */
export interface SocketServer {
  io: Server;
  close(): Promise<void>;
}

/**
 * Puts Socket.IO on an HTTP server, fanned out over replicas through Redis.
 *
 * The id of a connection is `<replicaId>.<random>`, so that a proxy can send every poll of a client to the replica that
 * knows it. A request without an Origin header comes from a native client and is let in; tokens decide the rest.
 */
export function createSocketServer(httpServer: HttpServer, options: SocketServerOptions): SocketServer {
  const { origins, logger, metrics, replicaId } = options;
  const pub = createRedis({ url: options.redisUrl, name: 'adapter-pub', logger, role: 'commands' });
  const sub = createRedis({ url: options.redisUrl, name: 'adapter-sub', logger, role: 'subscriber' });
  const allowed = new Set(origins);
  const io = new Server(httpServer, {
    adapter: createGuardedAdapter(pub, sub, { key: options.adapterKey, logger, metrics }),
    cors: { origin: [...origins], credentials: true },
    // The cors option only adds headers for browsers' polling; the websocket handshake ignores it.
    allowRequest: (request, answer) => answer(null, mayConnect(request, allowed)),
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_EVENT_SIZE_BYTES,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: JOIN_TIMEOUT_MS,
    serveClient: false,
  });
  const namespaces = new Set<Namespace>([io.of('/')]);
  io.on('new_namespace', (namespace) => namespaces.add(namespace));
  io.engine.generateId = () => `${replicaId}.${randomBytes(SID_SIZE_BYTES).toString('base64url')}`;
  const cuts = metrics.counter('socket_slow_consumer_cuts_total', 'Clients cut because they did not read');
  const together = writeTogether();
  io.engine.on('connection', (conn: Connection) => {
    keepLittleOfRequest(conn);
    together(conn);
    guardSlowConsumer(
      { conn },
      {
        onCut: ({ code, bufferedBytes }) => {
          cuts.inc();
          logger.warn({ code, bufferedBytes }, 'A client that did not read was cut');
        },
      },
    );
  });
  return { io, close: () => closeServer(io, namespaces, [pub, sub]) };
}

function mayConnect(request: IncomingMessage, allowed: ReadonlySet<string>): boolean {
  const { origin } = request.headers;
  return origin === undefined || allowed.has(origin);
}

/**
 * A connection would hold its whole upgrade request, with buffers and response, for as long as it lives.
 * Only what the handshake of a namespace reads is kept.
 */
function keepLittleOfRequest(conn: Connection): void {
  const request = conn.request as IncomingMessage & { _query?: unknown };
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])),
  );
  const connection = { encrypted: 'encrypted' in request.socket };
  Object.assign(conn, { request: { headers, url: request.url, ['_query']: request['_query'], connection } });
}

async function closeServer(io: Server, namespaces: Iterable<Namespace>, connections: Redis[]): Promise<void> {
  // io.close() would also close the HTTP server, which belongs to Fastify.
  io.engine.close();
  for (const namespace of namespaces) await namespace.adapter.close();
  for (const redis of connections) redis.disconnect();
}
