import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement, AuditEntry, Conversation, PersistResult, Person, Role } from '@causerie/contracts';
import { persistMessages } from '@causerie/core';
import {
  createAppointments,
  createAttachments,
  createAudit,
  createMessageSearch,
  createMessagingStatistics,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  migrate,
} from '@causerie/db';
import {
  createAuditTrail,
  createLogger,
  createMetrics,
  createPool,
  type Logger,
  createReadiness,
} from '@causerie/service-kit';
import { createBlobStore, createLinkTokens } from '@causerie/storage';
import { v7 } from 'uuid';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';
const MAX_BYTES = 1024 * 1024;
const PRIVACY = { askForWork: async () => undefined, tokenLifeMs: 3_600_000, erasureNeedsConfirmation: true };

/** Whoever a token names. */
export interface Bearer {
  side: Role;
  subject: string;
}

/** The whole REST door, with its records. */
export type AuditDoor = Awaited<ReturnType<typeof openAuditDoor>>;

/** An empty database of its own. */
async function openDatabase(logger: Logger) {
  const database = `audit_${randomUUID().replaceAll('-', '')}`;
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

/** What main gives the door, on an empty database and an empty folder. */
async function openParts() {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const metrics = createMetrics('door');
  const { pool, drop } = await openDatabase(logger);
  const folder = await mkdtemp(join(tmpdir(), 'causerie-audit-'));
  const repositories = createRepositories(pool);
  const privacy = createPrivacyRepositories(pool);
  const announced: Announcement[] = [];
  const announcer = { announce: async (all: readonly Announcement[]) => void announced.push(...all) };
  const ignored = { onRetry: () => undefined, onPoison: () => undefined, onAnnounceFailed: () => undefined };
  const persisting = { messages: repositories.messages, announcer, pauseMs: async () => undefined, ...ignored };
  const blobs = createBlobStore({ ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' });
  const linkTokens = createLinkTokens({ JWT_SECRET });
  const audit = createAudit(pool);
  const trail = createAuditTrail({ write: audit.write, logger, metrics });
  const deps: Partial<ApiDeps> = {
    ...repositories,
    ...createNotificationRepositories(pool),
    appointments: createAppointments(pool),
    messageSearch: createMessageSearch(pool),
    statistics: createMessagingStatistics(pool),
    revocations: privacy.revocations,
    audit,
    trail,
    announcer,
    logger,
    metrics,
    readiness: createReadiness(),
    clock: { nowMs: Date.now },
    ids: { next: v7 },
    connections: { counts: async () => new Map() },
    presences: {
      enter: async () => false,
      leave: async () => false,
      refresh: async () => undefined,
      onlineAmong: async () => new Set(),
    },
    defaultTimeZone: 'Europe/Paris',
    pushPublicKey: null,
    lanes: {
      send: (message) =>
        new Promise<PersistResult>((resolve, reject) => {
          persistMessages(persisting, [message], ([result]) => result && resolve(result)).catch(reject);
        }),
    },
    tokens: { JWT_SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    files: {
      attachments: createAttachments(pool),
      blobs,
      linkTokens,
      askForScan: null,
      allowForeignLinks: false,
      workFolder: join(folder, '.work'),
      maxBytes: MAX_BYTES,
      resumableMaxBytes: MAX_BYTES,
    },
    privacy: { privacyRequests: privacy.privacyRequests, ...PRIVACY },
    corsOrigins: [],
    trustProxy: ['127.0.0.1/8'],
  };
  const close = async (): Promise<void> => {
    await trail.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  };
  return { deps, pool, repositories, announced, audit, trail, close };
}

/** Opens the door with everything main gives it, or something else. */
export async function openAuditDoor(more: Partial<ApiDeps> = {}) {
  const { deps, pool, repositories, announced, audit, trail, close } = await openParts();
  const app = await buildApp({ ...deps, ...more } as ApiDeps);
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    announced,
    audit,
    pool,
    async pair(
      names: readonly [string, string],
    ): Promise<{ doctor: Person; patient: Person; conversation: Conversation }> {
      const put = (side: Person['side'], name: string) =>
        repositories.directory.put(v7(), { side, subject: String(Math.floor(Math.random() * 1e9)), name });
      const [doctor, patient] = [await put('professional', names[0]), await put('client', names[1])];
      await repositories.directory.link(doctor.subject, patient.subject);
      const ends = { professionalId: doctor.id, clientId: patient.id };
      const { conversation } = await repositories.conversations.openPair({ id: v7(), ...ends, subject: null });
      return { doctor, patient, conversation };
    },
    async call(who: Bearer | null, method: string, path: string, body?: unknown, issuedAt?: number): Promise<Response> {
      const isForm = body instanceof FormData;
      return fetch(`${base}${path}`, {
        method,
        headers: {
          ...(who === null ? {} : { authorization: `Bearer ${tokenOf(who, issuedAt)}` }),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
    },
    /** Every route of the interface, as `METHOD /pattern/:name`. */
    routes(): Array<{ method: string; url: string }> {
      return Object.entries(app.swagger().paths ?? {}).flatMap(([path, methods]) =>
        Object.keys(methods ?? {}).map((method) => ({
          method: method.toUpperCase(),
          url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        })),
      );
    },
    /** Every record, oldest first, after the last of them was written. */
    async records(): Promise<AuditEntry[]> {
      await trail.close();
      const { items } = await audit.list({ limit: 500 });
      return items.toReversed();
    },
    async close() {
      await app.close();
      await close();
    },
  };
}

function tokenOf({ side, subject }: Bearer, issuedAt = Math.floor(Date.now() / 1000)): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, role: side, iat: issuedAt, exp: Math.floor(Date.now() / 1000) + 600 };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', JWT_SECRET).update(signed).digest('base64url')}`;
}
