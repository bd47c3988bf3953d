import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAnnouncer, openDoorBus } from '@causerie/bus';
import type { Conversation, PersistResult, Person } from '@causerie/contracts';
import { persistMessages } from '@causerie/core';
import { createAudit, createCalls, createPrivacyRepositories, createRepositories, migrate } from '@causerie/db';
import {
  createAuditTrail,
  createLogger,
  createMetrics,
  createPool,
  createRateLimits,
  createReadiness,
  type Logger,
} from '@causerie/service-kit';
import { io, type Socket } from 'socket.io-client';
import { buildApp, type GatewayDeps } from '../src/app.ts';
import { testEnv } from './test-env.ts';

const SECRET = 'a secret of at least thirty-two characters';
const NO_LIMITS = {
  RATE_PERSON_PER_MINUTE: 0,
  RATE_IP_PER_MINUTE: 0,
  RATE_HANDSHAKE_PER_MINUTE: 0,
  RATE_SEND_PER_10S: 0,
  RATE_DEPLOYMENT_PER_SECOND: 0,
  JWT_SECRET: SECRET,
};

/** One gateway with a database of its own; what is sent is committed at once, without a queue. */
export type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** An empty database of its own. */
async function openDatabase(databaseUrl: string, logger: Logger) {
  const name = `gateway_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: databaseUrl, name: 'test', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
  const pool = createPool({ url, name, max: 4, logger });
  await migrate(pool);
  const drop = async (): Promise<void> => {
    await pool.end();
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  };
  return { pool, drop };
}

/** What main gives the gateway, on an empty database. */
async function openParts(limits: Partial<typeof NO_LIMITS>) {
  const { databaseUrl, redisUrl } = testEnv();
  const logger = createLogger({ service: 'realtime-gateway', level: 'silent', replicaId: 'tests' });
  const metrics = createMetrics('realtime-gateway');
  const { pool, drop } = await openDatabase(databaseUrl, logger);
  const repositories = createRepositories(pool);
  const { revocations } = createPrivacyRepositories(pool);
  const audit = createAudit(pool);
  const trail = createAuditTrail({ write: audit.write, logger, metrics });
  const prefix = `t-${randomUUID().slice(0, 13)}`;
  const clock = { nowMs: Date.now };
  const door = { name: 'tests', prefix, laneCount: 1, doorId: randomUUID(), clock, logger, metrics };
  const bus = await openDoorBus({ url: redisUrl, ...door });
  const ignored = { onRetry: () => undefined, onPoison: () => undefined, onAnnounceFailed: () => undefined };
  const persisting = { messages: repositories.messages, announcer: bus.announcer, pauseMs: async () => undefined };
  const calls = createCalls(pool);
  const announcer = createAnnouncer(bus.commands, prefix);
  const deps: Partial<GatewayDeps> = {
    ...repositories,
    ...bus,
    signals: announcer,
    calls,
    // What is due later is no concern of a door.
    timers: { at: async () => undefined },
    lanes: {
      send: (message) =>
        new Promise<PersistResult>((resolve, reject) => {
          const answer = ([result]: readonly PersistResult[]) => result && resolve(result);
          persistMessages({ ...persisting, ...ignored }, [message], answer).catch(reject);
        }),
    },
    audit: trail,
    limits: createRateLimits({ ...NO_LIMITS, ...limits }, { redis: bus.commands, prefix, logger, metrics }),
    revocations,
    logger,
    metrics,
    readiness: createReadiness(),
    clock,
    ids: { next: randomUUID },
    presenceGraceMs: 0,
    redisUrl,
    prefix,
    replicaId: 'one',
    tokens: { JWT_SECRET: SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: ['127.0.0.1/8'],
  };
  const close = async (): Promise<void> => {
    await trail.close();
    await bus.close();
    await drop();
  };
  const openBus = () => openDoorBus({ url: redisUrl, ...door, doorId: randomUUID() });
  return {
    deps,
    openBus,
    subscriber: bus.subscriber,
    calls,
    repositories,
    revocations,
    audit,
    trail,
    announcer,
    pool,
    close,
  };
}

/** One replica of the gateway. */
async function openReplica(deps: Partial<GatewayDeps>): Promise<{ url: string; close(): Promise<void> }> {
  // Files are asked for by no test here.
  const { app, close } = await buildApp(deps as GatewayDeps);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: async () => close().then(() => app.close()) };
}

/** Opens a gateway with such limits. */
export async function openGateway(limits: Partial<typeof NO_LIMITS> = {}) {
  const { deps, openBus, close: closeParts, repositories, ...parts } = await openParts(limits);
  const first = await openReplica(deps);
  const replicas = [first];
  const sockets: Socket[] = [];
  return {
    /** Address of the gateway, for sockets of other dialects than v1. */
    url: first.url,
    /** Opens another replica beside it, and gives its address. */
    async another(): Promise<string> {
      const bus = await openBus();
      const replica = await openReplica({ ...deps, ...bus, replicaId: `replica-${replicas.length}` });
      replicas.push({ ...replica, close: async () => replica.close().then(bus.close) });
      return replica.url;
    },
    tokenOf: (person: Person): string => tokenOf(person, undefined),
    repositories,
    ...parts,
    async pair(
      names = ['Dr Camille Moreau', 'Léa Martin'],
    ): Promise<{ doctor: Person; patient: Person; conversation: Conversation }> {
      const put = (side: Person['side'], called = '') =>
        repositories.directory.put(randomUUID(), { side, subject: randomUUID(), name: called });
      const [doctor, patient] = [await put('professional', names[0]), await put('client', names[1])];
      const ends = { professionalId: doctor.id, clientId: patient.id };
      const { conversation } = await repositories.conversations.openPair({ id: randomUUID(), ...ends, subject: null });
      return { doctor, patient, conversation };
    },
    /** A v1 socket; resolves when it is admitted and rejects with the code of the refusal. */
    async connect(person: Person, { issuedAt, from }: { issuedAt?: number; from?: string } = {}): Promise<Socket> {
      const socket = io(`${first.url}/v1`, {
        auth: { token: tokenOf(person, issuedAt) },
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...(from === undefined ? {} : { extraHeaders: { 'x-forwarded-for': from } }),
      });
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.on('connect', resolve);
        socket.on('connect_error', (error) => reject(new Error((error as { data?: { code?: string } }).data?.code)));
      });
      return socket;
    },
    async close() {
      for (const socket of sockets) socket.disconnect();
      for (const replica of replicas.toReversed()) await replica.close();
      await closeParts();
    },
  };
}

/** Why a socket ended, as the server told it. */
export function ended(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let reason = 'unknown';
    socket.on('session.ended', (told: { reason: string }) => (reason = told.reason));
    socket.on('disconnect', () => resolve(reason));
  });
}

function tokenOf({ side, subject }: Person, issuedAt: number | undefined): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, role: side, iat: issuedAt ?? now, exp: now + 600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
