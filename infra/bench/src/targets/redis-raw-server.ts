import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { WebSocketServer, type WebSocket } from 'ws';
import { announceReady, childConfig } from '../child.ts';
import { pairOf } from '../pairs.ts';
import { RECEIVE_EVENT } from '../target.ts';

/** Settings of one replica of the raw relay. */
export interface RedisRawConfig {
  redisUrl: string;
  pairs: number;
}

const CHANNEL = 'bench-redis-raw';
const EVENT_FRAME = /^42(\d+)(\[.*)$/s;
const OPEN_FRAME = `0${JSON.stringify({ sid: 'raw', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`;

/** Raw Redis pub/sub and a socket write, nothing stored, no Socket.IO on the server: what the transport alone costs. */
const config = await childConfig<RedisRawConfig>();
const receiverOf = new Map<string, string>();
for (let index = 0; index < config.pairs; index++) {
  receiverOf.set(pairOf(index).conversationId, pairOf(index).professional.id);
}
const publisher = new Redis(config.redisUrl, { enableAutoPipelining: true });
const subscriber = new Redis(config.redisUrl);
const sockets = new Map<string, WebSocket>();

async function relay(socket: WebSocket, ackId: string, body: string): Promise<void> {
  const [, input] = JSON.parse(body) as [string, { conversationId: string }];
  await publisher.publish(CHANNEL, JSON.stringify({ to: receiverOf.get(input.conversationId), message: input }));
  socket.send(`43${ackId}[{"ok":true}]`);
}

subscriber.on('message', (_channel, frame: string) => {
  const { to, message } = JSON.parse(frame) as { to: string; message: unknown };
  sockets.get(to)?.send(`42${JSON.stringify([RECEIVE_EVENT, { message }])}`);
});
await subscriber.subscribe(CHANNEL);

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, skipUTF8Validation: true });
server.on('connection', (socket) => {
  socket.send(OPEN_FRAME);
  socket.on('message', (data: Buffer) => {
    const frame = data.toString('utf8');
    if (frame.startsWith('40')) {
      sockets.set((JSON.parse(frame.slice(2)) as { personId: string }).personId, socket);
      socket.send('40{"sid":"raw"}');
      return;
    }
    const [, ackId, body] = EVENT_FRAME.exec(frame) ?? [];
    if (ackId !== undefined && body !== undefined) void relay(socket, ackId, body);
  });
});
http.listen(0, '127.0.0.1', () => announceReady({ port: (http.address() as AddressInfo).port }));
