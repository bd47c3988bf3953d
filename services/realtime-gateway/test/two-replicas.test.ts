import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { openDoorBus } from '@causerie/bus';
import type { Person } from '@causerie/contracts';
import { createMemoryRepositories } from '@causerie/db';
import { createLogger, createMetrics, createReadiness } from '@causerie/service-kit';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp, type GatewayDeps } from '../src/app.ts';
import { testEnv } from './test-env.ts';

const SECRET = 'a secret of at least thirty-two characters';
const GRACE_MS = 200;
const WAIT = { timeout: 10_000 };
const clock = { nowMs: Date.now };
const logger = createLogger({ service: 'realtime-gateway', level: 'silent', replicaId: 'tests' });
const prefix = `t-${randomUUID().slice(0, 13)}`;
const { store: _, ...repositories } = createMemoryRepositories();
const closers: Array<() => unknown> = [];
let replicas: Awaited<ReturnType<typeof openReplica>>[] = [];

beforeAll(async () => {
  replicas = [await openReplica('one'), await openReplica('two')];
});
afterAll(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A replica with real sockets and a real Redis; the people are in memory. */
async function openReplica(replicaId: string) {
  const { redisUrl } = testEnv();
  const bus = await openDoorBus({
    url: redisUrl,
    name: 'tests',
    prefix,
    laneCount: 1,
    doorId: randomUUID(),
    clock,
    logger,
    metrics: createMetrics('realtime-gateway'),
  });
  const unlimited = (): undefined => undefined;
  // What presence never touches is left out, and nobody comes too often.
  const deps: Partial<GatewayDeps> = {
    ...repositories,
    ...bus,
    audit: { note: () => undefined },
    limits: {
      person: unlimited,
      address: unlimited,
      handshake: unlimited,
      send: unlimited,
      deployment: () => undefined,
    },
    revocations: { revoke: async () => undefined, among: async () => new Map() },
    logger,
    metrics: createMetrics('realtime-gateway'),
    readiness: createReadiness(),
    clock,
    ids: { next: randomUUID },
    presenceGraceMs: GRACE_MS,
    redisUrl,
    prefix,
    replicaId,
    tokens: { JWT_SECRET: SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: [],
  };
  const { app, close } = await buildApp(deps as GatewayDeps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  closers.push(async () => {
    await close();
    await app.close();
    await bus.close();
  });
  return { bus, url: `http://127.0.0.1:${port}/v1` };
}

/** A connected socket of a person, and what it heard of presence. */
async function connect(person: Person, replica = 0) {
  const socket: Socket = io(replicas[replica]?.url ?? '', {
    auth: { token: tokenOf(person) },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  closers.push(() => socket.disconnect());
  const heard: string[] = [];
  socket.on('presence', (event: { person: Person; online: boolean }) =>
    heard.push(`${event.person.subject} ${event.online ? 'here' : 'gone'}`),
  );
  await new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(undefined));
    socket.on('connect_error', reject);
  });
  return { socket, heard };
}

async function newPair(): Promise<{ professional: Person; client: Person }> {
  const put = (side: Person['side']) =>
    repositories.directory.put(randomUUID(), { side, subject: randomUUID(), name: side });
  const [professional, client] = [await put('professional'), await put('client')];
  const pair = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject: null };
  await repositories.conversations.openPair(pair);
  return { professional, client };
}

function tokenOf({ side, subject }: Person): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, role: side, iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

it('presence crosses replicas, survives a reload, and sockets are counted over all of them (DEL-10)', async () => {
  const { professional, client } = await newPair();
  const stranger = (await newPair()).client;
  const watcher = await connect(professional, 1);
  const outsider = await connect(stranger, 1);
  const page = await connect(client, 0);
  await expect.poll(() => watcher.heard, WAIT).toEqual([`${client.subject} here`]);

  const tablet = await connect(client, 1);
  const counts = async () => Object.fromEntries((await replicas[0]?.bus.connections.counts()) ?? []);
  await expect.poll(counts, WAIT).toEqual({ [client.id]: 2, [professional.id]: 1, [stranger.id]: 1 });
  tablet.socket.disconnect();

  page.socket.disconnect();
  const reloaded = await connect(client, 0);
  await expect.poll(counts, WAIT).toEqual({ [client.id]: 1, [professional.id]: 1, [stranger.id]: 1 });
  expect(watcher.heard).toEqual([`${client.subject} here`]);

  reloaded.socket.disconnect();
  await expect.poll(() => watcher.heard, WAIT).toEqual([`${client.subject} here`, `${client.subject} gone`]);
  expect(outsider.heard).toEqual([]);
  await expect.poll(counts, WAIT).toEqual({ [professional.id]: 1, [stranger.id]: 1 });
});
