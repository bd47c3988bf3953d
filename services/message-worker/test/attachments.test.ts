import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ATTACHMENT_SCAN_QUEUE,
  UNCLAIMED_ATTACHMENT_TTL_MS,
  type Announcement,
  type Message,
  type Person,
} from '@causerie/contracts';
import { createAttachments, createRepositories, migrate } from '@causerie/db';
import {
  createLogger,
  createMetrics,
  createPool,
  createQueue,
  createReadiness,
  createRedis,
  type JobKind,
} from '@causerie/service-kit';
import { createBlobStore } from '@causerie/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildApp } from '../src/app.ts';
import { attachmentJobs } from '../src/attachments.ts';
import { createClamdScanner } from '../src/clamd.ts';
import { startFakeClamd, type FakeClamd } from './fake-clamd.ts';
import { testEnv } from './test-env.ts';

/** Short pauses, so that a job's attempts are soon used up. */
const ATTEMPTS = { attempts: 2, backoff: { type: 'fixed', delay: 20 }, removeOnFail: { count: 10 } } as const;
const WAIT_MS = 15_000;

type Stage = Awaited<ReturnType<typeof openStage>>;
let clamd: FakeClamd;
let stage: Stage;
beforeAll(async () => {
  clamd = await startFakeClamd();
  stage = await openStage(clamd);
});
beforeEach(() => {
  clamd.behaviour = 'examine';
  clamd.examined = [];
});
afterAll(async () => {
  await stage.close();
  await clamd.close();
});

/** The worker on real parts, with a clamd of the test's own; what is scheduled runs when the test says so. */
async function openStage({ port }: FakeClamd) {
  const { databaseUrl, redisUrl } = testEnv();
  const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });
  const server = createPool({ url: databaseUrl, name: 'tests', max: 1, logger });
  const database = `files_${randomUUID().replaceAll('-', '')}`;
  await server.query(`create database ${database}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  const pool = createPool({ url: url.href, name: 'tests', max: 6, logger });
  await migrate(pool);
  const { directory, conversations, messages } = createRepositories(pool);
  const attachments = createAttachments(pool);
  const folder = await mkdtemp(join(tmpdir(), 'causerie-scan-'));
  const blobs = createBlobStore({ ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1' });
  const announced: Announcement[] = [];
  const announcer = { announce: async (all: readonly Announcement[]) => void announced.push(...all) };
  const scanner = createClamdScanner({ host: '127.0.0.1', port });
  const kinds = attachmentJobs({ attachments, blobs, announcer, scanner });
  const commands = createRedis({ url: redisUrl, name: 'tests', logger, role: 'commands' });
  const blocking = createRedis({ url: redisUrl, name: 'tests', logger, role: 'blocking' });
  const prefix = `t-${randomUUID().slice(0, 13)}`;
  const { app, close } = await buildApp({
    logger,
    metrics: createMetrics('message-worker'),
    readiness: createReadiness(),
    messages,
    commands,
    blocking,
    prefix,
    lanes: 1,
    jobs: kinds.filter(({ everyMs }) => everyMs === undefined),
    trustProxy: [],
  });
  const queue = createQueue(ATTACHMENT_SCAN_QUEUE, { connection: commands, prefix, logger });
  let people = 0;
  const person = (side: Person['side']): Promise<Person> =>
    directory.put(randomUUID(), { side, subject: String(people++), name: 'Camille' });

  return {
    attachments,
    blobs,
    announced,
    queue,
    query: async (text: string, values: unknown[]) => (await pool.query<Record<string, unknown>>(text, values)).rows,
    kind: (name: string): JobKind => kinds.find((kind) => kind.name === name) as JobKind,
    async pair() {
      const [doctor, patient] = [await person('professional'), await person('client')];
      const asked = { id: randomUUID(), professionalId: doctor.id, clientId: patient.id, subject: null };
      return { doctor, patient, conversation: (await conversations.openPair(asked)).conversation };
    },
    /** A file as an upload leaves it. */
    async file(conversationId: string, uploader: Person, text: string) {
      const id = randomUUID();
      const [storageKey, thumbnailKey] = [`${conversationId}/${id}`, `${conversationId}/${id}-thumbnail`];
      const measures = { sizeBytes: text.length, sha256: null, width: null, height: null };
      const names = { id, conversationId, uploaderId: uploader.id, name: 'a.txt', mediaType: 'text/plain' };
      await attachments.add({ ...names, ...measures, storageKey, thumbnailKey, url: null, state: 'pending' }, 50);
      for (const key of [storageKey, thumbnailKey]) await blobs.put(key, bytes(text));
      return { id, storageKey, thumbnailKey };
    },
    async send(conversationId: string, author: Person, attachmentIds: string[]): Promise<Message> {
      const id = randomUUID();
      const text = { type: 'text' as const, content: 'voici', metadata: null, replyToId: null, mentions: [] };
      const sent = { id, conversationId, author, clientMessageId: id, ...text, attachmentIds, requestId: null };
      const [outcome] = await messages.persist([sent]);
      if (outcome?.ok !== true) throw new Error('not committed');
      return outcome.message;
    },
    page: async (conversationId: string, { id }: Person) =>
      (await messages.page({ conversationId, personId: id, limit: 10 }))?.items ?? [],
    scan: (attachmentId: string) =>
      queue.add('scan', { v: 1, attachmentId }, { ...ATTEMPTS, jobId: `scan-${attachmentId}` }),
    stateOf: async (id: string) => (await attachments.findForWork(id))?.attachment.state,
    filesOnDisk: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .toSorted(),
    async close() {
      await Promise.all([app.close(), close()]);
      await queue.close();
      for (const redis of [commands, blocking]) redis.disconnect();
      await pool.end();
      await server.query(`drop database ${database} with (force)`);
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('an examination', () => {
  test('DEL-11 makes a harmless file ready, and its message takes the next revision and is told to its people', async () => {
    const { doctor, patient, conversation } = await stage.pair();
    const [one, other] = [
      await stage.file(conversation.id, patient, 'bonjour'),
      await stage.file(conversation.id, patient, 'bonsoir'),
    ];
    const message = await stage.send(conversation.id, patient, [other.id, one.id]);
    stage.announced.length = 0;
    await stage.scan(one.id);
    await vi.waitFor(async () => expect(await stage.stateOf(one.id)).toBe('ready'), WAIT_MS);
    await vi.waitFor(() => expect(stage.announced).toHaveLength(1), WAIT_MS);
    const [announcement] = stage.announced;
    expect(new Set(announcement?.audience)).toEqual(new Set([doctor.id, patient.id]));
    const [kept] = await stage.page(conversation.id, doctor);
    expect(announcement?.event).toEqual({
      type: 'message.updated',
      message: kept,
      conversation: { id: conversation.id, number: conversation.number },
    });
    expect(kept).toMatchObject({ id: message.id, seq: 1, revision: 1 });
    expect(kept?.attachments.map(({ id, state }) => [id, state])).toEqual([
      [other.id, 'pending'],
      [one.id, 'ready'],
    ]);
    expect(await stage.query('select revision from conversations where id = $1', [conversation.id])).toEqual([
      { revision: 1 },
    ]);
    // The same job again, as after a crash, changes and tells nothing.
    await stage.kind(ATTACHMENT_SCAN_QUEUE).process({ v: 1, attachmentId: one.id });
    expect(stage.announced).toHaveLength(1);
    expect(clamd.examined).toEqual(['bonjour']);
  });

  test('puts harmful bytes away, and a run that was cut in the middle is finished by the next', async () => {
    const { patient, conversation } = await stage.pair();
    const file = await stage.file(conversation.id, patient, 'EICAR');
    await stage.send(conversation.id, patient, [file.id]);
    // As if the process had died right after the verdict.
    await stage.attachments.settle(file.id, 'rejected');
    expect((await stage.page(conversation.id, patient))[0]?.attachments[0]?.state).toBe('rejected');
    await stage.scan(file.id);
    await vi.waitFor(async () => expect(await isKept(`quarantine/${file.storageKey}`)).toBe(true), WAIT_MS);
    expect(await isKept(file.storageKey)).toBe(false);
    expect(await isKept(file.thumbnailKey)).toBe(false);
    const whole = await stage.file(conversation.id, patient, 'EICAR again');
    await stage.scan(whole.id);
    await vi.waitFor(async () => expect(await stage.stateOf(whole.id)).toBe('rejected'), WAIT_MS);
  });

  test('that cannot say leaves the file pending; the job is a dead letter, and the sweep examines it later', async () => {
    const { patient, conversation } = await stage.pair();
    const file = await stage.file(conversation.id, patient, 'bonjour');
    clamd.behaviour = 'hang up';
    await stage.scan(file.id);
    await vi.waitFor(async () => expect(await stage.queue.getFailedCount()).toBe(1), WAIT_MS);
    expect(await stage.stateOf(file.id)).toBe('pending');
    const sweep = stage.kind('attachment-scan-sweep');
    await sweep.process({});
    expect(await stage.stateOf(file.id)).toBe('pending');
    await stage.query(`update attachments set created_at = now() - interval '1 hour' where id = $1`, [file.id]);
    await expect(sweep.process({})).rejects.toThrow();
    clamd.behaviour = 'examine';
    await sweep.process({});
    expect(await stage.stateOf(file.id)).toBe('ready');
  });

  test('of a message that was deleted changes nothing of it', async () => {
    const { patient, conversation } = await stage.pair();
    const file = await stage.file(conversation.id, patient, 'bonjour');
    const message = await stage.send(conversation.id, patient, [file.id]);
    await stage.query('update messages set deleted_at = now() where id = $1', [message.id]);
    expect(await stage.attachments.settle(file.id, 'ready')).toEqual({ change: null });
    expect((await stage.page(conversation.id, patient))[0]?.revision).toBe(0);
  });
});

describe('the purge', () => {
  const purge = (): Promise<void> => stage.kind('attachment-purge').process({});
  const purgedAt = async (id: string) =>
    (await stage.query('select purged_at, deleted_at from attachments where id = $1', [id]))[0];

  test('removes the bytes of deleted files and of those nobody sent for a day, and no others', async () => {
    const { patient, conversation } = await stage.pair();
    const make = (): ReturnType<Stage['file']> => stage.file(conversation.id, patient, 'bonjour');
    const [sent, fresh, old, withdrawn, deleted] = [
      await make(),
      await make(),
      await make(),
      await make(),
      await make(),
    ];
    await stage.send(conversation.id, patient, [sent.id]);
    await stage.send(conversation.id, patient, [deleted.id]);
    const age = `update attachments set created_at = now() - $2::bigint * interval '1 millisecond' where id = $1`;
    for (const { id } of [sent, old]) await stage.query(age, [id, UNCLAIMED_ATTACHMENT_TTL_MS + 1000]);
    expect(await stage.attachments.withdraw(withdrawn.id, patient.id)).toBe(true);
    await stage.query('update attachments set deleted_at = now() where id = $1', [deleted.id]);
    await purge();
    for (const { id, storageKey, thumbnailKey } of [old, withdrawn, deleted]) {
      expect(await isKept(storageKey)).toBe(false);
      expect(await isKept(thumbnailKey)).toBe(false);
      expect(await purgedAt(id)).toEqual({ purged_at: expect.any(Date), deleted_at: expect.any(Date) });
    }
    for (const { id } of [sent, fresh]) expect(await purgedAt(id)).toEqual({ purged_at: null, deleted_at: null });
    const left = await stage.filesOnDisk();
    for (const { storageKey } of [sent, fresh]) expect(left).toContain(storageKey);
    await purge();
    expect(await stage.filesOnDisk()).toEqual(left);
  });

  test('tries again when bytes could not be removed', async () => {
    const { patient, conversation } = await stage.pair();
    const file = await stage.file(conversation.id, patient, 'bonjour');
    await stage.attachments.withdraw(file.id, patient.id);
    const remove = vi.spyOn(stage.blobs, 'remove').mockRejectedValueOnce(new Error('disk'));
    await expect(purge()).rejects.toThrow('disk');
    expect(await purgedAt(file.id)).toMatchObject({ purged_at: null });
    remove.mockRestore();
    await purge();
    expect(await purgedAt(file.id)).toMatchObject({ purged_at: expect.any(Date) });
  });
});

test('the id of a file that failed is free again once its bytes are purged', async () => {
  const { patient, conversation } = await stage.pair();
  const { id, storageKey } = await stage.file(conversation.id, patient, 'bonjour');
  const row = { id, conversationId: conversation.id, uploaderId: patient.id, name: 'b.txt', mediaType: 'text/plain' };
  const empty = { sizeBytes: 1, sha256: null, width: null, height: null, thumbnailKey: null, url: null };
  const add = (key = storageKey) => stage.attachments.add({ ...row, ...empty, storageKey: key, state: 'pending' }, 50);
  expect(await add()).toBe('busy');
  await stage.attachments.withdraw(id, patient.id);
  expect(await add()).toBe('busy');
  await stage.kind('attachment-purge').process({});
  expect(await add(`${storageKey}-other`)).toBe('busy');
  expect(await add()).toBe('added');
  expect(await stage.attachments.findForWork(id)).toMatchObject({ attachment: { name: 'b.txt', state: 'pending' } });
});

test('without a scanner nothing is examined, and bytes are still removed', () => {
  const kinds = attachmentJobs({
    attachments: stage.attachments,
    blobs: stage.blobs,
    announcer: { announce: async () => undefined },
    scanner: null,
  });
  expect(kinds.map(({ name }) => name)).toEqual(['attachment-purge']);
});

/** Whether a blob is there; what it opened is closed. */
async function isKept(key: string): Promise<boolean> {
  const found = await stage.blobs.get(key);
  await found?.content[Symbol.asyncIterator]().return?.();
  return found !== null;
}
