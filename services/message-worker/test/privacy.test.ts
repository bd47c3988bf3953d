import { randomUUID } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERASED_NAME, type Person } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, openStage, placesOf, say, upload, type Stage } from './privacy-stage.ts';
import { leaveShortLived, leaveTraces, newPair, newPerson } from './privacy-traces.ts';
import { unzip } from './unzip.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('PRIV-2: an export', () => {
  it('holds everything the person may see, and nothing of anybody else', async () => {
    const { client, conversation, appointment } = await leaveTraces(stage, 'marguerite');
    const stranger = await leaveTraces(stage, 'etranger');
    await stage.audit.write([
      {
        at: new Date().toISOString(),
        actorId: stranger.professional.id,
        actorRole: 'professional',
        action: 'GET /v1/marguerite',
        whoseId: client.id,
        outcome: 'ok',
        targetKind: null,
        targetId: null,
        requestId: null,
      },
    ]);
    const { id } = await stage.privacyRequests.openExport({ id: randomUUID(), personId: client.id, reuseMs: 0 });
    await stage.privacy({ requestId: id });
    const done = await stage.privacyRequests.find(id);
    expect(done).toMatchObject({ request: { state: 'done' }, storageKey: `exports/${id}` });
    expect(done?.request.receipt).toMatchObject({
      profile: 1,
      links: 1,
      conversations: 2,
      messages: 5,
      files: 1,
      edits: 1,
      notifications: 1,
      pushSubscriptions: 1,
      appointments: 1,
      calls: 1,
      audit: 1,
    });

    const files = unzip(await read(`exports/${id}`));
    const json = (name: string) => JSON.parse(files.get(name)?.toString() ?? 'null') as unknown[];
    expect(json('profile.json')).toMatchObject([{ id: client.id, name: 'marguerite name', subject: client.subject }]);
    expect(json('links.json')).toMatchObject([{ person: { name: 'Moreau' } }]);
    expect(json(`messages/${conversation.id}.json`)).toMatchObject([
      { content: 'answer' },
      { content: 'marguerite text' },
      { content: 'after' },
      { content: '' },
    ]);
    expect(json(`messages/${appointment.id}.json`)).toMatchObject([{ content: 'marguerite booked' }]);
    expect(json('edits.json')).toMatchObject([{ content: 'marguerite before' }]);
    expect(json('receipts.json')).toMatchObject([{ readerId: client.id, upToSeq: 2 }]);
    expect(json('notifications.json')).toMatchObject([{ detail: { about: 'marguerite detail' } }]);
    expect(json('calls.json')).toMatchObject([
      { title: 'marguerite call', others: [{}, { name: 'marguerite guest' }] },
    ]);
    expect(json('audit.json')).toMatchObject([{ action: 'GET /v1/marguerite' }]);
    const pictures = [...files].filter(([name]) => name.startsWith('files/'));
    expect(pictures.map(([name, bytes]) => [name.split('/').at(-1), bytes.toString()])).toEqual([
      ['marguerite.png', 'marguerite bytes'],
    ]);
    expect([...files.values()].filter((bytes) => bytes.includes('etranger'))).toEqual([]);
  });

  it('is removed after its time', async () => {
    const client = await newPerson(stage, 'client', 'Léa');
    const { id } = await stage.privacyRequests.openExport({ id: randomUUID(), personId: client.id, reuseMs: 0 });
    // A request whose job was lost is found.
    await stage.privacy();
    expect((await read(`exports/${id}`)).length).toBeGreaterThan(0);
    await stage.pool.query('update privacy_requests set expires_at = now()');
    await stage.retention();
    expect(await stage.blobs.get(`exports/${id}`)).toBeNull();
    expect(await stage.privacyRequests.find(id)).toMatchObject({ storageKey: null, request: { state: 'done' } });
  });
});

async function read(key: string): Promise<Buffer> {
  const found = await stage.blobs.get(key);
  const chunks: Uint8Array[] = [];
  for await (const chunk of found?.content ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('PRIV-3: an erasure', () => {
  it('leaves nothing of the person anywhere, and the places of their messages in the log', async () => {
    const word = 'coquelicot';
    const { client, professional, conversation, answer } = await leaveTraces(stage, word);
    const jobs = await leaveShortLived(stage, word, client);
    const exported = await stage.privacyRequests.openExport({ id: randomUUID(), personId: client.id, reuseMs: 0 });
    await stage.privacy({ requestId: exported.id });
    expect((await placesOf(word, stage)).length).toBeGreaterThan(10);

    const asked = { id: randomUUID(), personId: client.id, tokenLifeMs: 60_000 };
    const { id } = await stage.privacyRequests.openErasure(asked);
    stage.announced.length = 0;
    await stage.privacy({ requestId: id });
    // Its bytes are still there, and something may still have been on its way.
    expect(await stage.privacyRequests.find(id)).toMatchObject({ request: { state: 'running' } });
    await stage.age(60);
    await stage.privacy();
    expect(await stage.privacyRequests.find(id)).toMatchObject({ request: { state: 'running' } });
    await stage.purge();
    await stage.privacy();

    const done = await stage.privacyRequests.find(id);
    expect(done?.request).toMatchObject({
      state: 'done',
      receipt: {
        people: 1,
        messages: 4,
        reactions: 2,
        mentions: 1,
        files: 2,
        pushSubscriptions: 1,
        preferences: 1,
        mutes: 1,
        notifications: 1,
        links: 1,
        conversations: 2,
        appointments: 1,
        calls: 1,
        callLinks: 1,
      },
    });
    // Of the jobs that wait, those of others stay: a professional of the same subject is somebody else (ID-6).
    expect(await jobs.left()).toEqual(['push', 'appointments']);
    await jobs.close();
    expect(await placesOf(word, stage)).toEqual([]);

    await expectLogIsWhole({ client, professional, conversation, answerId: answer.id });
    const events = stage.announced.map(({ event, audience }) => [event.type, audience.includes(professional.id)]);
    expect(events.filter(([type]) => type === 'message.deleted')).toHaveLength(4);
    expect(events.filter(([type]) => type === 'message.updated')).toEqual([['message.updated', true]]);
    // Once more finds nothing.
    const { receipt } = done?.request ?? {};
    await stage.pool.query(`update privacy_requests set state = 'running' where id = $1`, [id]);
    await stage.privacy({ requestId: id });
    expect((await stage.privacyRequests.find(id))?.request).toMatchObject({ state: 'done', receipt });
  });

  it('calls off an export that is being made, and waits until its file is gone', async () => {
    const { client } = await leaveTraces(stage, 'bleuet');
    const { id: exportId } = await stage.privacyRequests.openExport({
      id: randomUUID(),
      personId: client.id,
      reuseMs: 0,
    });
    await stage.privacyRequests.claim(exportId, 60_000);
    expect(await stage.privacyRequests.startExport(exportId, `exports/${exportId}`)).toBe(true);
    const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId: client.id, tokenLifeMs: 1 });
    await stage.age(60);
    for (let pass = 0; pass < 2; pass++) {
      await stage.privacy();
      await stage.purge();
    }
    expect((await stage.privacyRequests.find(id))?.request.state).toBe('running');
    // The worker that writes it has not heard of the erasure, and is killed before it does.
    await stage.blobs.put(`exports/${exportId}`, bytesOf('bleuet'));
    expect(await stage.privacyRequests.finishExport(exportId, { keptForMs: 1000, receipt: {} })).toBe(false);
    await stage.pool.query('update privacy_requests set claimed_until = now() where id = $1', [exportId]);
    await stage.privacy();
    expect((await stage.privacyRequests.find(id))?.request.state).toBe('done');
    expect(await placesOf('bleuet', stage)).toEqual([]);
  });

  it('takes what a killed worker left of an export, and retention does so for everybody', async () => {
    const client = await newPerson(stage, 'client', 'Léa');
    const { id: exportId } = await stage.privacyRequests.openExport({
      id: randomUUID(),
      personId: client.id,
      reuseMs: 0,
    });
    await stage.privacyRequests.claim(exportId, -1);
    await stage.privacyRequests.startExport(exportId, `exports/${exportId}`);
    const folder = join(stage.folder, '.unfinished');
    await mkdir(folder, { recursive: true });
    const [theirs, others] = [`exports.${exportId}`, 'exports.other'].map((key) =>
      join(folder, `${key}.${randomUUID()}`),
    );
    for (const path of [theirs, others]) await writeFile(path ?? '', 'jonquille');
    const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId: client.id, tokenLifeMs: 1 });
    await stage.age(60);
    for (let pass = 0; pass < 2; pass++) await stage.privacy({ requestId: id });
    expect((await stage.privacyRequests.find(id))?.request.state).toBe('done');
    expect(await placesOf('jonquille', stage)).toEqual([`file ${others}`]);
    await stage.retention();
    expect(await placesOf('jonquille', stage)).toHaveLength(1);
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(others ?? '', longAgo, longAgo);
    await stage.retention();
    expect(await placesOf('jonquille', stage)).toEqual([]);
  });

  it('can be interrupted anywhere and goes on', async () => {
    const word = 'pissenlit';
    const { client } = await leaveTraces(stage, word);
    const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId: client.id, tokenLifeMs: 1 });
    await stage.age(60);
    // One step, as a worker leaves it that was killed.
    await stage.privacyRequests.claim(id, -1);
    await stage.erasures.eraseMessages({ requestId: id, personId: client.id, after: null, limit: 1 });
    await stage.purge();
    for (let pass = 0; pass < 2; pass++) {
      await stage.privacy();
      await stage.purge();
    }
    expect((await stage.privacyRequests.find(id))?.request).toMatchObject({ state: 'done', receipt: { messages: 4 } });
    expect(await placesOf(word, stage)).toEqual([]);
  });
});

/** What the other person still has. */
async function expectLogIsWhole({
  client,
  professional,
  conversation,
  answerId,
}: {
  client: Person;
  professional: Person;
  conversation: { id: string };
  answerId: string;
}): Promise<void> {
  const query = { conversationId: conversation.id, personId: professional.id };
  const page = await stage.messages.page({ ...query, limit: 50 });
  expect(page?.items.map(({ seq, content, deletedAt }) => [seq, content, deletedAt !== null])).toEqual([
    [1, 'answer', false],
    [2, '', true],
    [3, '', true],
    [4, '', true],
  ]);
  expect(page?.items[1]?.author).toMatchObject({ id: client.id, name: ERASED_NAME });
  expect(page?.items[0]).toMatchObject({
    id: answerId,
    mentions: [],
    reactions: [{ emoji: '👍', personIds: [professional.id] }],
  });
  const seen = await stage.conversations.get(conversation.id, professional.id);
  expect(seen?.subject).toBeNull();
  // DEL-11: whoever missed the announcements finds the changes by their revisions.
  const changes = await stage.messageChanges.changes({ ...query, after: 0, limit: 50 });
  expect(changes?.revision).toBe(seen?.revision);
  expect(new Set(changes?.items.map(({ seq }) => seq))).toEqual(new Set([1, 2, 3, 4]));
  expect(await stage.conversations.unread(professional.id)).toEqual(
    await stage.conversations.recountUnread(professional.id),
  );
}

describe('RET-1: retention', () => {
  it('removes what the settings say and announces what people may see', async () => {
    const client = await newPerson(stage, 'client', 'Léa');
    const conversation = await newPair(stage, client, await newPerson(stage, 'professional', 'Moreau'));
    const fileId = await upload(stage, conversation, client, { name: 'a.png', bytes: 'violette bytes' });
    await say(stage, conversation, client, 'violette', { attachmentIds: [fileId] });
    await stage.pool.query(`update messages set created_at = now() - interval '31 days'`);
    await stage.audit.write([
      {
        at: new Date(Date.now() - 31 * 86_400_000).toISOString(),
        actorId: null,
        actorRole: 'system',
        action: 'violette',
        whoseId: null,
        outcome: 'ok',
        targetKind: null,
        targetId: null,
        requestId: null,
      },
    ]);
    stage.announced.length = 0;
    await stage.retention();
    await stage.purge();
    expect(stage.announced.map(({ event }) => event.type)).toContain('message.deleted');
    expect(await placesOf('violette', stage)).toEqual([]);
    const page = await stage.messages.page({ conversationId: conversation.id, personId: client.id, limit: 10 });
    expect(page?.items).toMatchObject([{ seq: 1, content: '', attachments: [] }]);
  });
});
