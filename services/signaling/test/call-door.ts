import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { announceCommitted, createAnnouncer, createCallTimers } from '@causerie/bus';
import type { AuditEntry, Conversation, Person } from '@causerie/contracts';
import {
  createAudit,
  createCallAppointments,
  createCallCensus,
  createCalls,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  createShareTokens,
  migrate,
} from '@causerie/db';
import {
  countCalls,
  createAuditTrail,
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  createRedis,
} from '@causerie/service-kit';
import { v7 } from 'uuid';
import { buildApp, type SignalingDeps } from '../src/app.ts';
import { createGuestTokens } from '../src/guest-tokens.ts';
import { openCallSocket, type CallSocket } from './call-socket.ts';
import { testEnv } from './test-env.ts';

/** Signs the tokens of the tests. */
export const JWT_SECRET = 'a secret of the tests, long enough for HS256';
/** The origin of the web page that may connect. */
export const OUR_ORIGIN = 'https://salon.example';

/** Whose token a request bears. */
export type Bearer = Pick<Person, 'side' | 'subject'> | 'admin' | 'service' | { guest: string } | null;

/** What a request answered. */
export interface Answer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** A database and a part of Redis of their own, which outlive any door on them. */
export type Ground = Awaited<ReturnType<typeof openGround>>;
/** The call door, listening. */
export type CallDoor = Awaited<ReturnType<typeof openCallDoor>>;

/** Makes an empty database and a fresh prefix in Redis. */
export async function openGround() {
  const { databaseUrl, redisUrl } = testEnv();
  const logger = createLogger({ service: 'signaling', level: 'silent', replicaId: 'tests' });
  const name = `calls_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: databaseUrl, name: 'test', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href;
  const pool = createPool({ url, name, max: 8, logger });
  await migrate(pool);
  const repositories = createRepositories(pool);
  const prefix = `t-${randomUUID().slice(0, 13)}`;
  const redis = createRedis({ url: redisUrl, name: 'test', logger, role: 'commands' });
  return {
    pool,
    url,
    redis,
    redisUrl,
    prefix,
    logger,
    repositories,
    announcer: createAnnouncer(redis, prefix),
    async person(side: Person['side'], called: string): Promise<Person> {
      return repositories.directory.put(v7(), { side, subject: String(Math.floor(Math.random() * 1e9)), name: called });
    },
    /** A médecin and a patient who are linked and have a conversation. */
    async pair(): Promise<{ doctor: Person; patient: Person; conversation: Conversation }> {
      const doctor = await this.person('professional', 'Dr Moreau');
      const patient = await this.person('client', 'Léa');
      await repositories.directory.link(doctor.subject, patient.subject);
      const ends = { professionalId: doctor.id, clientId: patient.id, subject: null };
      const { conversation } = await repositories.conversations.openPair({ id: v7(), ...ends });
      return { doctor, patient, conversation };
    },
    async close(): Promise<void> {
      redis.disconnect();
      await pool.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

function partsOf({ pool, redisUrl, prefix, logger, announcer }: Ground) {
  const metrics = createMetrics('signaling');
  const commands = createRedis({ url: redisUrl, name: 'calls', logger, role: 'commands' });
  const blocking = createRedis({ url: redisUrl, name: 'calls-timers', logger, role: 'blocking' });
  const subscriber = createRedis({ url: redisUrl, name: 'calls-bus', logger, role: 'subscriber' });
  const timers = createCallTimers({ connection: commands, prefix, logger });
  const trail = createAuditTrail({ write: createAudit(pool).write, logger, metrics });
  const deps: SignalingDeps = {
    ...createRepositories(pool),
    calls: countCalls(createCalls(pool), metrics),
    census: createCallCensus(pool),
    appointments: createCallAppointments(pool),
    shareTokens: createShareTokens(pool),
    notifications: createNotificationRepositories(pool).notifications,
    revocations: createPrivacyRepositories(pool).revocations,
    announcer: announceCommitted(announcer, () => undefined),
    signals: announcer,
    timers,
    guests: createGuestTokens({ JWT_SECRET }),
    iceServers: () => ({ iceServers: [], iceTransportPolicy: 'all', expiresAt: null }),
    trail,
    clock: { nowMs: Date.now },
    ids: { next: v7 },
    logger,
    metrics,
    readiness: createReadiness(),
    commands,
    blocking,
    subscriber,
    prefix,
    replicaId: 'one',
    tokens: { JWT_SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [OUR_ORIGIN],
    trustProxy: ['127.0.0.1/8'],
  };
  return { deps, timers, trail, connections: [commands, blocking, subscriber] };
}

/** Opens a door on the ground as main does; `more` replaces what a test looks at. */
export async function openCallDoor(ground: Ground, more: Partial<SignalingDeps> = {}) {
  const { deps, timers, trail, connections } = partsOf(ground);
  const { app, close } = await buildApp({ ...deps, ...more });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  const sockets: CallSocket[] = [];
  return {
    deps,
    app,
    base,
    async call(who: Bearer, method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
      const response = await fetch(`${base}${path}`, {
        method,
        headers: {
          ...(who === null ? {} : { authorization: authorizationOf(who) }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
    },
    /** What a metric has come to, over all its labels or those given. */
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      const found = (await deps.metrics.registry.getMetricsAsJSON()).find((one) => one.name === name);
      const values = found?.values.filter((one) =>
        Object.entries(labels).every(([key, value]) => one.labels[key] === value),
      );
      return (values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    /** The records about a call, oldest first, once all are written. */
    async records(callId: string): Promise<AuditEntry[]> {
      await trail.close();
      const { items } = await createAudit(ground.pool).list({ limit: 100, targetId: callId });
      return items.toReversed();
    },
    /** A plain connection that has said nothing yet. */
    async socket(headers: Record<string, string> = {}): Promise<CallSocket> {
      const socket = await openCallSocket(`ws://127.0.0.1:${port}/ws/calls`, headers);
      sockets.push(socket);
      return socket;
    },
    /** A connection of this person's device. */
    async device(person: Pick<Person, 'side' | 'subject'>, device: string): Promise<CallSocket> {
      const socket = await this.socket();
      await socket.ask('hello', { token: tokenOf(person), device });
      return socket;
    },
    async close(): Promise<void> {
      await close();
      for (const socket of sockets) socket.ws.terminate();
      await app.close();
      await timers.close();
      await trail.close();
      for (const redis of connections) redis.disconnect();
    },
  };
}

function authorizationOf(who: Exclude<Bearer, null>): string {
  if (typeof who === 'string') return `Bearer ${tokenOf({ side: who, subject: who })}`;
  return 'guest' in who ? `Guest ${who.guest}` : `Bearer ${tokenOf(who)}`;
}

/** A token as the product team's system makes them; `livesSeconds` from now. */
export function tokenOf({ side, subject }: { side: string; subject: string }, livesSeconds = 600): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, role: side, iat: now - 5, exp: now + livesSeconds };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', JWT_SECRET).update(signed).digest('base64url')}`;
}
