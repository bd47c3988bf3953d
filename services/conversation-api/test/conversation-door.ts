import { createHmac, randomUUID } from 'node:crypto';
import type { Announcement, Conversation, PersistResult, Person, Role } from '@causerie/contracts';
import { persistMessages, type MessageSearch } from '@causerie/core';
import { createMessageSearch, createMessagingStatistics, createRepositories, migrate } from '@causerie/db';
import { createLogger, createMetrics, createPool, createReadiness } from '@causerie/service-kit';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';

/** What a call answered; an answer without a body is null. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** Whoever a token names; operators and back ends are no people. */
export interface Bearer {
  side: Role;
  subject: string;
  name: string;
}

/** The REST door on a real database. What was sent is committed at once, without a queue. */
export interface ConversationDoor {
  announced: Announcement[];
  search: MessageSearch;
  /** Two new people who are linked, and their conversation. */
  pair(): Promise<{ doctor: Person; patient: Person; conversation: Conversation }>;
  call(who: Bearer, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Answer>;
  /** The OpenAPI document. */
  document(): Promise<Answer['body']>;
  close(): Promise<void>;
}

/** Opens a door with an empty database. */
export async function openConversationDoor(): Promise<ConversationDoor> {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const database = `conversations_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: testDatabaseUrl(), name: 'test', max: 1, logger });
  await server.query(`create database ${database}`);
  const url = new URL(testDatabaseUrl());
  url.pathname = `/${database}`;
  const pool = createPool({ url: url.href, name: 'test', max: 4, logger });
  await migrate(pool);
  const repositories = createRepositories(pool);
  const announced: Announcement[] = [];
  const announcer = { announce: async (all: readonly Announcement[]) => void announced.push(...all) };
  const ignored = { onRetry: () => undefined, onPoison: () => undefined, onAnnounceFailed: () => undefined };
  const persisting = { messages: repositories.messages, announcer, pauseMs: async () => undefined, ...ignored };
  const search = createMessageSearch(pool);
  const deps: Partial<ApiDeps> = {
    ...repositories,
    messageSearch: search,
    statistics: createMessagingStatistics(pool),
    announcer,
    logger,
    metrics: createMetrics('door'),
    readiness: createReadiness(),
    clock: { nowMs: Date.now },
    ids: { next: () => randomUUID() },
    lanes: {
      send: (message) =>
        new Promise<PersistResult>((resolve, reject) => {
          persistMessages(persisting, [message], ([result]) => result && resolve(result)).catch(reject);
        }),
    },
    tokens: { JWT_SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: [],
  };
  // The rest of the door is not asked for anything here.
  const app = await buildApp(deps as ApiDeps);
  let people = 0;
  return {
    announced,
    search,
    async pair() {
      const { directory, conversations } = repositories;
      const subject = String(++people);
      const doctor = await directory.put(randomUUID(), { side: 'professional', subject, name: 'Dr Camille Moreau' });
      const patient = await directory.put(randomUUID(), { side: 'client', subject, name: 'Léa Martin' });
      await directory.link(subject, subject);
      const ends = { professionalId: doctor.id, clientId: patient.id };
      const { conversation } = await conversations.openPair({ id: randomUUID(), ...ends, subject: null });
      return { doctor, patient, conversation };
    },
    async call(who, method, path, body) {
      const headers = { authorization: `Bearer ${tokenOf(who)}` };
      const response = await app.inject({ method, url: `/v1${path}`, headers, ...(body && { payload: body }) });
      return { status: response.statusCode, body: response.body === '' ? null : response.json() };
    },
    document: async () => (await app.inject({ method: 'GET', url: '/docs/json' })).json(),
    async close() {
      await app.close();
      await pool.end();
      await server.query(`drop database ${database} with (force)`);
      await server.end();
    },
  };
}

function tokenOf({ side, subject, name }: Bearer): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, role: side, name, iat: now, exp: now + 600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', JWT_SECRET).update(signed).digest('base64url')}`;
}
