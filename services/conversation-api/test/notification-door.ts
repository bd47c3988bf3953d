import { createHmac, randomUUID } from 'node:crypto';
import type { Announcement, Conversation, Person } from '@causerie/contracts';
import {
  createNotificationRepositories,
  createRepositories,
  migrate,
  type NotificationRepositories,
} from '@causerie/db';
import { createLogger, createMetrics, createPool, createReadiness, type HttpApp } from '@causerie/service-kit';
import { v7 } from 'uuid';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const SECRET = 'a secret of at least thirty-two characters';

/** The REST door on a database of its own, where people are told things. */
export interface NotificationDoor {
  app: HttpApp;
  repositories: NotificationRepositories;
  announced: Announcement[];
  pair(): Promise<{ client: Person; professional: Person; conversation: Conversation }>;
  call(person: Person, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<Answer>;
  query(text: string, values: unknown[]): Promise<Array<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** What a call answered. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** Opens the door; without a key pushes are off. */
export async function openNotificationDoor(pushPublicKey: string | null): Promise<NotificationDoor> {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const name = `told_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: testDatabaseUrl(), name: 'test', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = new URL(testDatabaseUrl());
  url.pathname = `/${name}`;
  const pool = createPool({ url: url.href, name: 'test', max: 4, logger });
  await migrate(pool);
  const { conversations, directory, ...others } = createRepositories(pool);
  const repositories = createNotificationRepositories(pool);
  const announced: Announcement[] = [];
  // What these routes never touch is left out.
  const deps: Partial<ApiDeps> = {
    ...others,
    ...repositories,
    conversations,
    directory,
    announcer: { announce: async (all) => void announced.push(...all) },
    clock: { nowMs: Date.now },
    ids: { next: v7 },
    pushPublicKey,
    logger,
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    tokens: { JWT_SECRET: SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: [],
  };
  const app = await buildApp(deps as ApiDeps);
  const put = (side: Person['side']): Promise<Person> =>
    directory.put(randomUUID(), { side, subject: randomUUID(), name: side });
  return {
    app,
    repositories,
    announced,
    async pair() {
      const [professional, client] = [await put('professional'), await put('client')];
      const ends = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject: null };
      return { professional, client, conversation: (await conversations.openPair(ends)).conversation };
    },
    async call(person, method, path, body) {
      const headers = { authorization: `Bearer ${tokenOf(person)}` };
      const response = await app.inject({ method, url: `/v1${path}`, headers, ...(body && { payload: body }) });
      return { status: response.statusCode, body: response.body === '' ? null : response.json() };
    },
    query: async (text, values) => (await pool.query<Record<string, unknown>>(text, values)).rows,
    async close() {
      await app.close();
      await pool.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

function tokenOf({ side, subject }: Person): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, role: side, iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
