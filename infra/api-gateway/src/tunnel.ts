import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { forwardedHeaders } from './forwarded.ts';
import { chooseTarget, websocketRoute, type Target, type Tried, type Upstreams } from './upstreams.ts';

const CONNECT_TIMEOUT_MS = 2_000;
const KEEP_ALIVE_MS = 30_000;

/** The open websocket connections of a gateway. */
export interface Tunnels {
  readonly count: number;
  /** Cuts all of them; clients reconnect elsewhere. */
  close(): void;
}

/**
 * Passes websocket connections through as bytes: the upstream itself accepts or refuses the handshake, and a slow reader
 * fills the upstream's buffer, where the guard against slow readers sees it, instead of this process's memory.
 */
export function tunnelWebsockets(server: Server, upstreams: Upstreams): Tunnels {
  const open = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, client: Socket, head: Buffer) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    // Until the upstream is connected nobody else listens; an unheard error would end the process.
    client.on('error', () => client.destroy());
    const route = websocketRoute(request.url ?? '/');
    if (!route) return refuse(client, 404);
    const tried: Tried = new Set();
    const attempt = (): void => {
      const target = chooseTarget(upstreams, route, request.url ?? '/', tried);
      if (!target) return refuse(client, 503);
      dial(target.origin, (upstream) => {
        if (upstream) return join(request, client, head, upstream);
        if (!target.replica) return refuse(client, 503);
        upstreams.replicas.report(target.replica, false);
        tried.add(target.replica);
        return mayRetry(target, client) ? attempt() : refuse(client, 503);
      });
    };
    attempt();
  });
  return {
    get count() {
      return open.size;
    },
    close() {
      for (const client of open) client.destroy();
    },
  };
}

function mayRetry(target: Target, client: Socket): boolean {
  return target.mayMove && !client.destroyed;
}

/** Connects, or says that nobody is there. */
function dial(origin: string, done: (upstream: Socket | undefined) => void): void {
  const { hostname, port } = new URL(origin);
  const upstream = connect({ host: hostname, port: Number(port || 80), noDelay: true });
  const fail = (): void => {
    upstream.destroy();
    done(undefined);
  };
  upstream.setTimeout(CONNECT_TIMEOUT_MS, fail);
  upstream.once('error', fail);
  upstream.once('connect', () => {
    upstream.setTimeout(0);
    upstream.removeAllListeners('timeout');
    upstream.removeListener('error', fail);
    done(upstream);
  });
}

function join(request: IncomingMessage, client: Socket, head: Buffer, upstream: Socket): void {
  const endBoth = (): void => {
    client.destroy();
    upstream.destroy();
  };
  upstream.on('error', endBoth);
  upstream.once('close', endBoth);
  client.once('close', endBoth);
  if (client.destroyed) return endBoth();
  for (const socket of [client, upstream]) {
    socket.setTimeout(0);
    socket.setNoDelay(true);
    // Finds peers that vanished without a word, e.g. when a phone changes networks.
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
  }
  upstream.write(handshake(request));
  if (head.length > 0) upstream.write(head);
  client.pipe(upstream);
  upstream.pipe(client);
}

/** The client's request head as it was, with the headers a proxy adds instead of what the client claimed. */
function handshake(request: IncomingMessage): string {
  const added = forwardedHeaders(request);
  const lines = [`${request.method} ${request.url} HTTP/1.1`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!(name.toLowerCase() in added)) lines.push(`${name}: ${request.rawHeaders[index + 1] ?? ''}`);
  }
  for (const [name, value] of Object.entries(added)) lines.push(`${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function refuse(client: Socket, status: number): void {
  if (client.destroyed) return;
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
