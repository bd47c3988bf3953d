import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement, Attachment, Conversation, Message, PersistResult, Person } from '@causerie/contracts';
import { persistMessages, type Attachments } from '@causerie/core';
import { createAttachments, createRepositories, migrate } from '@causerie/db';
import { createLogger, createMetrics, createPool, createReadiness } from '@causerie/service-kit';
import { createBlobStore, createLinkTokens } from '@causerie/storage';
import { buildApp, type ApiDeps } from '../src/app.ts';
import { testDatabaseUrl } from './test-env.ts';

const JWT_SECRET = 'a secret of the tests, long enough for HS256';
/** Small, so that a test of the limit is quick. */
export const MAX_BYTES = 3 * 1024 * 1024;
export const RESUMABLE_MAX_BYTES = 8 * 1024 * 1024;

/** The REST door on a real database and a real folder. What was sent is committed at once, without a queue. */
export interface FilesDoor {
  url: string;
  /** Folder of the files. */
  folder: string;
  attachments: Attachments;
  /** Everything that was told. */
  announced: Announcement[];
  /** Ids of files whose examination was asked for; nothing is asked while `scans` is off. */
  scanned: string[];
  clock: { nowMs(): number; aheadMs: number };
  /** Two new people and their conversation. */
  pair(): Promise<{ doctor: Person; patient: Person; conversation: Conversation }>;
  person(): Promise<Person>;
  call(path: string, who: Person | null, init?: RequestInit): Promise<Response>;
  upload(
    conversationId: string,
    who: Person,
    file: { bytes: Uint8Array; name: string; type?: string },
  ): Promise<Response>;
  /** The attachment of an upload that must succeed. */
  uploaded(conversationId: string, who: Person, file: { bytes: Uint8Array; name: string }): Promise<Attachment>;
  send(conversationId: string, who: Person, attachmentIds: string[]): Promise<Message>;
  query(text: string, values: unknown[]): Promise<unknown[]>;
  /** Paths of all files in the folder. */
  filesOnDisk(): Promise<string[]>;
  tokenOf(person: Person): string;
  close(): Promise<void>;
}

/** What a door is made of, over an empty database and an empty folder. */
async function openParts(scans: boolean) {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const database = `files_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: testDatabaseUrl(), name: 'test', max: 1, logger });
  await server.query(`create database ${database}`);
  const url = new URL(testDatabaseUrl());
  url.pathname = `/${database}`;
  const pool = createPool({ url: url.href, name: 'test', max: 4, logger });
  await migrate(pool);
  const folder = await mkdtemp(join(tmpdir(), 'causerie-files-'));
  const repositories = createRepositories(pool);
  const attachments = createAttachments(pool);
  const blobs = createBlobStore({ ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' });
  const scanned: string[] = [];
  const clock = { aheadMs: 0, nowMs: () => Date.now() + clock.aheadMs };
  const announced: Announcement[] = [];
  const announcer = { announce: async (all: readonly Announcement[]) => void announced.push(...all) };
  const persisting = { messages: repositories.messages, announcer, pauseMs: async () => {}, ...SILENT };
  const deps: Partial<ApiDeps> = {
    ...repositories,
    announcer,
    logger,
    metrics: createMetrics('door'),
    readiness: createReadiness(),
    clock,
    ids: { next: () => randomUUID() },
    lanes: {
      send: (message) =>
        new Promise<PersistResult>((resolve, reject) => {
          persistMessages(persisting, [message], ([result]) => result && resolve(result)).catch(reject);
        }),
    },
    tokens: { JWT_SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    files: {
      attachments,
      blobs,
      linkTokens: createLinkTokens({ JWT_SECRET }),
      askForScan: scans ? async (id) => void scanned.push(id) : null,
      allowForeignLinks: false,
      workFolder: join(folder, '.work'),
      maxBytes: MAX_BYTES,
      resumableMaxBytes: RESUMABLE_MAX_BYTES,
    },
    corsOrigins: ['http://localhost:3000'],
    trustProxy: ['127.0.0.1/8'],
  };
  // The rest of the door is not asked for anything here.
  const app = await buildApp(deps as ApiDeps);
  const close = async (): Promise<void> => {
    await app.close();
    await pool.end();
    await server.query(`drop database ${database} with (force)`);
    await server.end();
    await rm(folder, { recursive: true, force: true });
  };
  return { app, pool, folder, repositories, attachments, announced, scanned, clock, close };
}

/** Opens a door with an empty database and an empty folder. */
export async function openFilesDoor({ scans = false } = {}): Promise<FilesDoor> {
  const { app, pool, folder, repositories, attachments, announced, scanned, clock, close } = await openParts(scans);
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  let people = 0;
  const person = (side: Person['side']): Promise<Person> =>
    repositories.directory.put(randomUUID(), { side, subject: `${side}-${people++}`, name: 'Camille' });

  const door: FilesDoor = {
    url: base,
    folder,
    attachments,
    announced,
    scanned,
    clock,
    person: () => person('client'),
    async pair() {
      const [doctor, patient] = [await person('professional'), await person('client')];
      const asked = { id: randomUUID(), professionalId: doctor.id, clientId: patient.id, subject: null };
      return { doctor, patient, conversation: (await repositories.conversations.openPair(asked)).conversation };
    },
    call(path, who, init = {}) {
      const headers = new Headers(init.headers);
      if (who !== null) headers.set('authorization', `Bearer ${tokenOf(who)}`);
      return fetch(base + path, { ...init, headers });
    },
    upload(conversationId, who, { bytes, name, type = 'application/octet-stream' }) {
      const body = new FormData();
      body.append('file', new Blob([bytes], { type }), name);
      return door.call(`/v1/conversations/${conversationId}/attachments`, who, { method: 'POST', body });
    },
    async uploaded(conversationId, who, file) {
      const answer = await door.upload(conversationId, who, file);
      if (answer.status !== 201) throw new Error(`The upload was answered ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Attachment;
    },
    async send(conversationId, who, attachmentIds) {
      const body = JSON.stringify({ content: 'voici', attachmentIds });
      const headers = { 'content-type': 'application/json' };
      const path = `/v1/conversations/${conversationId}/messages`;
      const answer = await door.call(path, who, { method: 'POST', body, headers });
      if (answer.status !== 201) throw new Error(`The message was answered ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as Message;
    },
    query: async (text, values) => (await pool.query(text, values)).rows as unknown[],
    async filesOnDisk() {
      const all = await readdir(folder, { recursive: true, withFileTypes: true });
      return all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    tokenOf,
    close,
  };
  return door;
}

const SILENT = { onRetry: () => undefined, onPoison: () => undefined, onAnnounceFailed: () => undefined };

function tokenOf({ side, subject }: Person): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, role: side, iat: now, exp: now + 600 })}`;
  return `${text}.${createHmac('sha256', JWT_SECRET).update(text).digest('base64url')}`;
}
