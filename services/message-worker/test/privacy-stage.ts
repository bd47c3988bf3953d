import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement, Conversation, Message, Person } from '@causerie/contracts';
import { purgeAttachments } from '@causerie/core';
import {
  createAppointments,
  createAttachments,
  createAudit,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  migrate,
} from '@causerie/db';
import { createLogger, createMetrics, createPool, createRedis } from '@causerie/service-kit';
import { createBlobStore } from '@causerie/storage';
import type { Redis } from 'ioredis';
import { startPrivacy } from '../src/privacy/start-privacy.ts';
import { testEnv } from './test-env.ts';

const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });

/** A database, a folder and a corner of Redis of the test's own. */
async function openServers() {
  const { databaseUrl, redisUrl } = testEnv();
  const name = `privacy_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: databaseUrl, name: 'tests', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const pool = createPool({ url: url.href, name: 'tests', max: 6, logger });
  await migrate(pool);
  const commands = createRedis({ url: redisUrl, name: 'tests', logger, role: 'commands' });
  const folder = await mkdtemp(join(tmpdir(), 'causerie-privacy-'));
  return {
    pool,
    commands,
    folder,
    prefix: `t-${randomUUID().slice(0, 13)}`,
    async close(): Promise<void> {
      commands.disconnect();
      await pool.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The work of retention, exports and erasures on real parts; jobs run when the test says so. */
export async function openStage() {
  const { close: closeServers, ...servers } = await openServers();
  const { pool, commands, prefix, folder } = servers;
  const announced: Announcement[] = [];
  const during: { announcement: () => Promise<unknown> } = { announcement: async () => undefined };
  const announcer = {
    async announce(all: readonly Announcement[]) {
      announced.push(...all);
      await during.announcement();
    },
  };
  const repositories = {
    ...createRepositories(pool),
    ...createPrivacyRepositories(pool),
    ...createNotificationRepositories(pool),
    appointments: createAppointments(pool),
    attachments: createAttachments(pool),
    audit: createAudit(pool),
  };
  const blobs = createBlobStore({ ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' });
  const days = {
    RETENTION_MESSAGES_DAYS: 30,
    RETENTION_DELETED_DAYS: 30,
    RETENTION_ATTACHMENTS_DAYS: 30,
    RETENTION_CALLS_DAYS: 30,
  };
  const work = startPrivacy(
    { ...days, AUDIT_RETENTION_DAYS: 30, ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' },
    { pool, commands, prefix, announcer, logger, metrics: createMetrics('message-worker') },
  );
  const run =
    (name: string) =>
    async (data: object = {}) =>
      work.kinds.find((kind) => kind.name === name)?.process(data);
  return {
    ...servers,
    ...repositories,
    announced,
    /** What happens while something is announced, in the middle of the work. */
    during,
    blobs,
    privacy: run('privacy'),
    retention: run('retention'),
    purge: () => purgeAttachments({ attachments: repositories.attachments, blobs }),
    /** Lets requests look so much older. */
    age: (seconds: number) =>
      pool.query(
        `update privacy_requests
        set created_at = created_at - $1 * interval '1 second', confirmed_at = confirmed_at - $1 * interval '1 second'`,
        [seconds],
      ),
    async close() {
      await work.close();
      await closeServers();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Sends a message as the worker would store it. */
export async function say(
  { messages }: Stage,
  conversation: Conversation,
  author: Person,
  content: string,
  more: {
    clientMessageId?: string;
    mentions?: string[];
    attachmentIds?: string[];
    metadata?: Record<string, string>;
  } = {},
): Promise<Message> {
  const id = randomUUID();
  const fixed = { type: 'text', metadata: null, replyToId: null, requestId: null } as const;
  const message = { id, clientMessageId: id, ...fixed, ...more, conversationId: conversation.id, author, content };
  const [outcome] = await messages.persist([message]);
  if (outcome?.ok !== true) throw new Error(`Not committed: ${outcome?.code}`);
  return outcome.message;
}

/** Keeps a file with a thumbnail, as an upload would. */
export async function upload(
  { attachments, blobs }: Stage,
  conversation: Conversation,
  uploader: Person,
  file: { name: string; bytes: string },
): Promise<string> {
  const id = randomUUID();
  const keys = { storageKey: `files/${id}`, thumbnailKey: `thumbnails/${id}` };
  const facts = { mediaType: 'image/png', sizeBytes: file.bytes.length, sha256: 'a'.repeat(64), width: 1, height: 1 };
  const place = { conversationId: conversation.id, uploaderId: uploader.id, name: file.name, url: null };
  await attachments.add({ id, ...place, ...facts, ...keys, state: 'ready' }, 10);
  for (const key of Object.values(keys)) await blobs.put(key, bytesOf(file.bytes));
  return id;
}

/** A text as a file. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Where a word is still to be found: columns of tables, keys of Redis, files. */
export async function placesOf(word: string, { pool, commands, prefix, folder }: Stage): Promise<string[]> {
  return [
    ...(await inTables(pool, word)),
    ...(await inRedis(commands, prefix, word)),
    ...(await inFiles(folder, word)),
  ];
}

async function inTables(pool: Stage['pool'], word: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    // The whole row as text: every column of every type. Bytes are printed as hexadecimal.
    const { rowCount } = await pool.query(
      `select from "${name}" row where row::text ilike '%' || $1 || '%' or row::text ilike '%' || $2 || '%' limit 1`,
      [word, Buffer.from(word).toString('hex')],
    );
    if (rowCount !== 0) found.push(`table ${name}`);
  }
  return found;
}

async function inRedis(redis: Redis, prefix: string, word: string): Promise<string[]> {
  const found: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
    cursor = next;
    for (const key of keys) {
      // A dump holds names and values of every kind of key; short ones are not compressed.
      const dump = await redis.dumpBuffer(key);
      const readable = await readKey(redis, key);
      if (key.includes(word) || (dump?.includes(word) ?? false) || readable.includes(word)) found.push(`redis ${key}`);
    }
  } while (cursor !== '0');
  return found;
}

async function readKey(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1'));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    default:
      return '';
  }
}

async function inFiles(folder: string, word: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const path of paths)
    if (path.includes(word) || (await readFile(path)).includes(word)) found.push(`file ${path}`);
  return found;
}
