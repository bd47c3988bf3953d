import { createHmac, randomUUID } from 'node:crypto';
import type { Announcement, Person } from '@causerie/contracts';
import {
  createAppointments,
  createNotificationRepositories,
  createRepositories,
  migrate,
  type NotificationRepositories,
  type Repositories,
} from '@causerie/db';
import { createLogger, createMetrics, createPool, createReadiness } from '@causerie/service-kit';
import { v7 } from 'uuid';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const SECRET = 'a secret of at least thirty-two characters';

/** Whose token a call bears: a person's, or one of a back end or an operator. */
export type Caller = Pick<Person, 'side' | 'subject'> | 'service' | 'admin';

/** What a call answered. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** The REST door on a database of its own, where the product team's system books appointments. */
export interface AppointmentDoor {
  repositories: Repositories & NotificationRepositories;
  /** What was announced so far; the test may empty it. */
  announced: Announcement[];
  /** The OpenAPI document. */
  document(): Promise<{ paths: Record<string, Record<string, { tags: string[] }>> }>;
  /** From now on nothing can be announced. */
  loseBus(): void;
  call(who: Caller, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens the door; `deps` replaces what a test looks at. */
export async function openAppointmentDoor(deps: Partial<ApiDeps> = {}): Promise<AppointmentDoor> {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const name = `booked_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: testDatabaseUrl(), name: 'test', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = new URL(testDatabaseUrl());
  url.pathname = `/${name}`;
  const pool = createPool({ url: url.href, name: 'test', max: 8, logger });
  await migrate(pool);
  const repositories = { ...createRepositories(pool), ...createNotificationRepositories(pool) };
  const announced: Announcement[] = [];
  let busIsLost = false;
  // What these routes never touch is left out.
  const all: Partial<ApiDeps> = {
    ...repositories,
    appointments: createAppointments(pool),
    defaultTimeZone: 'Europe/Paris',
    announcer: {
      async announce(news) {
        if (busIsLost) throw new Error('the bus is away');
        announced.push(...news);
      },
    },
    clock: { nowMs: Date.now },
    ids: { next: v7 },
    logger,
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    tokens: { JWT_SECRET: SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: [],
    ...deps,
  };
  const app = await buildApp(all as ApiDeps);
  return {
    repositories,
    announced,
    document: async () => (await app.inject({ url: '/docs/json' })).json(),
    loseBus: () => void (busIsLost = true),
    async call(who, method, path, body) {
      const headers = { authorization: `Bearer ${tokenOf(who)}` };
      const response = await app.inject({ method, url: path, headers, ...(body && { payload: body }) });
      return { status: response.statusCode, body: response.body === '' ? null : response.json() };
    },
    async close() {
      await app.close();
      await pool.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

function tokenOf(who: Caller): string {
  const claims = typeof who === 'string' ? { sub: 'back end', role: who } : { sub: who.subject, role: who.side };
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
