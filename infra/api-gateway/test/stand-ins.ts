import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import { buildApp, type GatewayDeps } from '../src/app.ts';
import { createReplicas } from '../src/replicas.ts';

/** Something running on loopback. */
export interface StandIn {
  port: number;
  origin: string;
  close(): Promise<void>;
}

/** A service that answers every request with its own name and what it was asked. */
export async function echoService(name: string, ready = true): Promise<StandIn> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const isProbe = request.url === '/readyz';
      const status = isProbe ? (ready ? 200 : 503) : Number(request.headers['x-wanted-status'] ?? 200);
      response.writeHead(status, { 'content-type': 'application/json', 'x-answered-by': name });
      const { url, method, headers } = request;
      response.end(JSON.stringify({ name, url, method, body, headers }));
    });
  });
  return listening(server, async () => undefined);
}

/** A realtime gateway reduced to what the API gateway sees: session ids that begin with the replica's id. */
export async function socketReplica(id: string, port = 0): Promise<StandIn & { io: SocketServer }> {
  const server = createServer((request, response) => {
    if (request.url === '/readyz') response.end('{}');
  });
  const io = new SocketServer(server, { serveClient: false });
  let minted = 0;
  Object.assign(io.engine, { generateId: () => `${id}.${(minted += 1)}${'x'.repeat(16)}` });
  io.on('connection', (socket) => {
    socket.emit('hello', id);
    socket.on('echo', (text: string, reply: (answer: string) => void) => reply(`${id}: ${text}`));
  });
  const standIn = await listening(
    server,
    async () => {
      await io.close();
    },
    port,
  );
  return { ...standIn, io };
}

/** A gateway in front of stand-ins. */
export async function gatewayOver(
  replicas: readonly { id: string; origin: string }[],
  more: Partial<GatewayDeps> & { conversationApi?: string; signaling?: string; messageWorker?: string } = {},
): Promise<StandIn> {
  const nowhere = 'http://127.0.0.1:1';
  const app = await buildApp({
    upstreams: {
      conversationApi: more.conversationApi ?? nowhere,
      signaling: more.signaling ?? nowhere,
      messageWorker: more.messageWorker ?? nowhere,
      replicas: createReplicas(replicas.map(({ id, origin }) => `${origin}#${id}`)),
    },
    webRoot: more.webRoot,
    demo: more.demo,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}`, close: () => app.close() };
}

async function listening(server: Server, before: () => Promise<void>, wanted = 0): Promise<StandIn> {
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      await before();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
