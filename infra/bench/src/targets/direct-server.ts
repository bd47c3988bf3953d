import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { laneOf } from '@causerie/contracts';
import { Redis } from 'ioredis';
import { Server, type Socket } from 'socket.io';
import { announceReady, childConfig } from '../child.ts';
import { createGatherer } from '../gather.ts';
import { pairOf, type BenchPair, type BenchPerson } from '../pairs.ts';
import { RECEIVE_EVENT, SEND_EVENT } from '../target.ts';
import { openDirectLane, type Committed, type DirectMessage } from './direct-store.ts';

/** Settings of one replica of the limit. */
export interface DirectServerConfig {
  databaseUrl: string;
  redisUrl: string;
  pairs: number;
  replica: number;
}

interface Waiting extends DirectMessage {
  author: BenchPerson;
  audience: string[];
  answer: (reply: unknown) => void;
}

interface Delivery {
  audience: string[];
  message: Record<string, unknown>;
}

const LANES = 2;
const BATCH_MAX = 500;
const NAMESPACE = '/v1';
const CHANNEL = 'bench-direct';

/** The limit of this shape: straight from the door to Postgres in batches, one publish per batch to the other replica. */
const config = await childConfig<DirectServerConfig>();
const pairs = new Map<string, BenchPair>();
for (let index = 0; index < config.pairs; index++) pairs.set(pairOf(index).conversationId, pairOf(index));
const publisher = new Redis(config.redisUrl);
const subscriber = new Redis(config.redisUrl);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
const sockets = io.of(NAMESPACE);

function deliver(deliveries: readonly Delivery[]): void {
  for (const { audience, message } of deliveries) sockets.to(audience).emit(RECEIVE_EVENT, { message });
}

function announce(deliveries: readonly Delivery[]): void {
  void publisher.publish(CHANNEL, JSON.stringify({ from: config.replica, deliveries }));
  deliver(deliveries);
}

function asMessage(item: Waiting, committed: Committed): Record<string, unknown> {
  return {
    id: item.id,
    number: Number(committed.number),
    conversationId: item.conversationId,
    seq: committed.seq,
    author: item.author,
    type: 'text',
    content: item.content,
    metadata: null,
    clientMessageId: item.clientMessageId,
    replyToId: null,
    createdAt: committed.createdAt,
    editedAt: null,
    deletedAt: null,
  };
}

async function openLane(): Promise<(item: Waiting) => void> {
  const lane = await openDirectLane(config.databaseUrl);
  return createGatherer<Waiting>(BATCH_MAX, async (batch) => {
    try {
      const committed = await lane.commit(
        batch.map(({ id, conversationId, authorId, clientMessageId, content }) => ({
          id,
          conversationId,
          authorId,
          clientMessageId,
          content,
        })),
      );
      const done = batch.map((item) => ({ item, message: asMessage(item, committed.get(item.id)!) }));
      announce(done.map(({ item, message }) => ({ audience: item.audience, message })));
      for (const { item, message } of done) item.answer({ ok: true, created: true, message });
    } catch {
      for (const item of batch) item.answer({ ok: false });
    }
  });
}

function onConnection(lanes: ReadonlyArray<(item: Waiting) => void>, socket: Socket): void {
  const { personId } = socket.handshake.auth as { personId: string };
  void socket.join(personId);
  socket.on(SEND_EVENT, (input: DirectMessage, answer: Waiting['answer']) => {
    const pair = pairs.get(input.conversationId);
    const author = [pair?.client, pair?.professional].find((person) => person?.id === personId);
    if (!pair || !author) return answer({ ok: false });
    const { conversationId, clientMessageId, content } = input;
    const audience = [pair.professional.id, pair.client.id];
    const item = { id: randomUUID(), conversationId, clientMessageId, content, authorId: personId, author, audience };
    lanes[laneOf(conversationId, LANES)]!({ ...item, answer });
  });
}

subscriber.on('message', (_channel, frame: string) => {
  const { from, deliveries } = JSON.parse(frame) as { from: number; deliveries: Delivery[] };
  if (from !== config.replica) deliver(deliveries);
});
await subscriber.subscribe(CHANNEL);
const lanes = await Promise.all(Array.from({ length: LANES }, openLane));
sockets.on('connection', (socket) => onConnection(lanes, socket));
http.listen(0, '127.0.0.1', () => announceReady({ port: (http.address() as AddressInfo).port }));
