import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement, AuditEntry, Person } from '@causerie/contracts';
import { createAttachments, createPrivacyRepositories, createRepositories, migrate } from '@causerie/db';
import { createLogger, createMetrics, createPool, createReadiness } from '@causerie/service-kit';
import { createBlobStore, createLinkTokens } from '@causerie/storage';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';
const TOKEN_LIFE_SECONDS = 3600;

/** Who a token names; back ends and operators are nobody's correspondent. */
export type Caller = Pick<Person, 'side' | 'subject'> | { side: 'service' | 'admin'; subject: string };

const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });

/** An empty database of its own. */
async function openDatabase() {
  const database = `privacy_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: testDatabaseUrl(), name: 'test', max: 1, logger });
  await server.query(`create database ${database}`);
  const url = Object.assign(new URL(testDatabaseUrl()), { pathname: `/${database}` });
  const pool = createPool({ url: url.href, name: 'test', max: 4, logger });
  await migrate(pool);
  const drop = async (): Promise<void> => {
    await pool.end();
    await server.query(`drop database ${database} with (force)`);
    await server.end();
  };
  return { pool, drop };
}

/** The REST door on a real database and a real folder, as far as personal data are concerned. */
export async function openPrivacyDoor({ erasureNeedsConfirmation = true } = {}) {
  const { pool, drop } = await openDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'causerie-privacy-'));
  const repositories = { ...createRepositories(pool), ...createPrivacyRepositories(pool) };
  const blobs = createBlobStore({ ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' });
  const clock = { aheadMs: 0, nowMs: () => Date.now() + clock.aheadMs };
  const announced: Announcement[] = [];
  const recorded: Omit<AuditEntry, 'at'>[] = [];
  const askedForWork: string[] = [];
  const deps: Partial<ApiDeps> = {
    ...repositories,
    announcer: { announce: async (all) => void announced.push(...all) },
    trail: { note: (entry) => void recorded.push(entry) },
    logger,
    metrics: createMetrics('door'),
    readiness: createReadiness(),
    clock,
    ids: { next: () => randomUUID() },
    tokens: { JWT_SECRET, JWT_MAX_AGE_SECONDS: TOKEN_LIFE_SECONDS },
    files: {
      attachments: createAttachments(pool),
      blobs,
      linkTokens: createLinkTokens({ JWT_SECRET }),
      askForScan: null,
      allowForeignLinks: false,
      workFolder: join(folder, '.work'),
      maxBytes: 1024,
      resumableMaxBytes: 1024,
    },
    privacy: {
      privacyRequests: repositories.privacyRequests,
      askForWork: async (id) => void askedForWork.push(id),
      tokenLifeMs: TOKEN_LIFE_SECONDS * 1000,
      erasureNeedsConfirmation,
    },
    corsOrigins: [],
    trustProxy: [],
  };
  // The rest of the door is not asked for anything here.
  const app = await buildApp(deps as ApiDeps);
  return {
    ...repositories,
    app,
    pool,
    blobs,
    clock,
    announced,
    recorded,
    askedForWork,
    person: (side: Person['side']) =>
      repositories.directory.put(randomUUID(), { side, subject: randomUUID(), name: 'Camille' }),
    /** A call with a token that was issued so many seconds ago. */
    async call(method: 'GET' | 'POST' | 'DELETE', path: string, who: Caller | null, ageSeconds = 0, body?: object) {
      const headers = who === null ? {} : { authorization: `Bearer ${tokenOf(who, ageSeconds)}` };
      return app.inject({ method, url: path, headers, ...(body && { payload: body }) });
    },
    async close() {
      await app.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tokenOf({ side, subject }: Caller, ageSeconds: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000) - ageSeconds;
  const claims = { sub: subject, role: side, name: 'Camille', iat, exp: iat + 1200 };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}
