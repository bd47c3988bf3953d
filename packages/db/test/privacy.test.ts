import { randomUUID } from 'node:crypto';
import { ERASED_NAME } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAttachments, createPrivacyRepositories, createRepositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair, send } from './scene.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const DAY_MS = 86_400_000;
const repositories = () => ({
  ...createRepositories(database.pool),
  ...createPrivacyRepositories(database.pool),
  attachments: createAttachments(database.pool),
});

/** Makes messages look as if they had been written so many days ago. */
async function age(ids: readonly string[], days: number): Promise<void> {
  await database.pool.query(`update messages set created_at = now() - $2 * interval '1 day' where id = any ($1)`, [
    ids,
    days,
  ]);
}

describe('withdrawn tokens', () => {
  it('ID-12: are known to whoever resolves a token and to the sweep, and an earlier moment changes nothing', async () => {
    const { directory, revocations } = repositories();
    const id = randomUUID();
    const token = { id, side: 'client', subject: id, name: 'Léa', email: null } as const;
    expect((await directory.resolve(token)).revokedUpToMs).toBeNull();
    await revocations.revoke(id, 1_700_000_000_123);
    await revocations.revoke(id, 1_600_000_000_000);
    expect((await directory.resolve(token)).revokedUpToMs).toBe(1_700_000_000_123);
    expect([...(await revocations.among([id, randomUUID()]))]).toEqual([[id, 1_700_000_000_123]]);
    expect(await revocations.among([])).toEqual(new Map());
  });
});

describe('retention of messages', () => {
  it('RET-1, DEL-2, DEL-11: old messages lose what they say, keep their place, and take a revision each; again changes nothing', async () => {
    const all = repositories();
    const { client, professional, conversation } = await newPair(all);
    const old = await send(all, conversation.id, client, 3);
    const young = await send(all, conversation.id, professional, 2);
    await age(
      old.map(({ id }) => id),
      40,
    );
    const step = await all.retention.expireMessages({ olderThanDays: 30, limit: 100 });
    const mine = step.changes.filter(({ conversation: { id } }) => id === conversation.id);
    expect(mine.map(({ message }) => [message.seq, message.revision, message.content])).toEqual([
      [1, 1, ''],
      [2, 2, ''],
      [3, 3, ''],
    ]);
    expect(new Set(mine[0]?.audience)).toEqual(new Set([client.id, professional.id]));
    const page = await all.messages.page({ conversationId: conversation.id, personId: client.id, limit: 50 });
    expect(page?.items.map(({ seq, deletedAt }) => [seq, deletedAt !== null])).toEqual([
      [1, true],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
    ]);
    expect(page?.items.at(-1)?.content).toBe(young.at(-1)?.content);
    expect(await all.conversations.unread(client.id)).toEqual(await all.conversations.recountUnread(client.id));
    expect(await all.retention.expireMessages({ olderThanDays: 30, limit: 100 })).toMatchObject({ removed: 0 });
    // A repeat of the send finds the place that is left (DEL-3).
    const again = command(conversation.id, client, { clientMessageId: old[0]?.clientMessageId ?? '' });
    expect(committed((await all.messages.persist([again]))[0])).toMatchObject({ created: false, message: { seq: 1 } });
  });

  it('goes on where a bounded step ended', async () => {
    const all = repositories();
    const { client, conversation } = await newPair(all);
    await send(all, conversation.id, client, 5);
    // The walk through the log stops at the first young message, so those of other tests have to be old too.
    await database.pool.query(`update messages set created_at = now() - interval '400 days'`);
    for (let more = true; more;) {
      const step = await all.retention.expireMessages({ olderThanDays: 365, limit: 2 });
      expect(step.removed).toBeLessThanOrEqual(2);
      more = step.more;
    }
    const page = await all.messages.page({ conversationId: conversation.id, personId: client.id, limit: 50 });
    expect(page?.items.filter(({ deletedAt }) => deletedAt !== null)).toHaveLength(5);
  });

  it('what a removed conversation said goes after its time', async () => {
    const all = repositories();
    const { client, professional, conversation } = await newPair(all);
    await send(all, conversation.id, client, 3);
    await all.conversationChanges.remove({ conversationId: conversation.id, personId: professional.id });
    await database.pool.query(
      `update conversations set deleted_at = now() - interval '31 days', subject = 'titre' where id = $1`,
      [conversation.id],
    );
    let removed = 0;
    for (let more = true; more;) {
      const step = await all.retention.emptyRemoved({ olderThanDays: 30, limit: 2 });
      removed += step.removed;
      more = step.more;
    }
    expect(removed).toBe(3);
    const { rows } = await database.pool.query(
      `select c.subject, bool_or(m.content <> '') as says from conversations c join messages m on m.conversation_id = c.id
      where c.id = $1 group by c.id`,
      [conversation.id],
    );
    expect(rows).toEqual([{ subject: null, says: false }]);
  });

  it('old files leave their messages, which take a revision', async () => {
    const all = repositories();
    const { client, conversation } = await newPair(all);
    const ids = [randomUUID(), randomUUID()];
    for (const id of ids) {
      const file = {
        id,
        conversationId: conversation.id,
        uploaderId: client.id,
        name: 'a.pdf',
        mediaType: 'application/pdf',
      };
      const unknown = { sizeBytes: 1, sha256: null, width: null, height: null, thumbnailKey: null, url: null };
      await all.attachments.add({ ...file, ...unknown, storageKey: `files/${id}`, state: 'ready' }, 10);
    }
    const sent = committed((await all.messages.persist([command(conversation.id, client, { attachmentIds: ids })]))[0]);
    expect(sent.message.attachments).toHaveLength(2);
    await database.pool.query(`update attachments set created_at = now() - interval '100 days' where id = $1`, [
      ids[0],
    ]);
    const step = await all.retention.expireFiles({ olderThanDays: 90, limit: 10 });
    expect(step.removed).toBe(1);
    expect(step.changes[0]?.message).toMatchObject({ revision: 1, content: sent.message.content });
    expect(step.changes[0]?.message.attachments.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await all.attachments.takePurgeable({ unclaimedForMs: DAY_MS, limit: 10 })).map(({ id }) => id)).toContain(
      ids[0],
    );
  });
});

describe('requests', () => {
  it('PRIV-1: whoever asks twice gets one export, and one worker has it at a time', async () => {
    const { directory, privacyRequests } = repositories();
    const { id: personId } = await directory.put(randomUUID(), { side: 'client', subject: randomUUID(), name: 'Léa' });
    const open = () => privacyRequests.openExport({ id: randomUUID(), personId, reuseMs: 60_000 });
    const opened = await Promise.all([open(), open(), open(), open()]);
    const [{ id }] = opened;
    expect(new Set(opened.map((request) => request.id)).size).toBe(1);
    expect(await privacyRequests.waiting(100)).toContain(id);
    expect(await privacyRequests.claim(id, 60_000)).toMatchObject({ kind: 'export', personId });
    expect(await privacyRequests.claim(id, 60_000)).toBeNull();
    expect(await privacyRequests.waiting(100)).not.toContain(id);
    await privacyRequests.release(id);
    expect(await privacyRequests.claim(id, 60_000)).not.toBeNull();
    await privacyRequests.startExport(id, `exports/${id}`);
    expect(await privacyRequests.finishExport(id, { keptForMs: -1, receipt: { links: 2 } })).toBe(true);
    await privacyRequests.release(id);
    expect(await privacyRequests.find(id)).toMatchObject({ request: { state: 'done', receipt: { links: 2 } } });
    expect(await privacyRequests.outdated(10)).toEqual([{ id, storageKey: `exports/${id}` }]);
    expect((await open()).id).toBe(id);
    await privacyRequests.noteRemoved(id);
    expect(await privacyRequests.outdated(10)).toEqual([]);
    expect((await open()).id).not.toBe(id);
  });

  it('PRIV-3: a token from before the erasure does not bring the person back, a later one makes somebody new', async () => {
    const { directory, privacyRequests, erasures, retention } = repositories();
    const subject = randomUUID();
    const token = { side: 'client', subject, name: 'Léa', email: 'lea@example.org' } as const;
    const before = Date.now() - 1000;
    const { person } = await directory.resolve({ ...token, id: randomUUID(), issuedAtMs: before });
    const asked = { personId: person.id, tokenLifeMs: 60_000 };
    const request = await privacyRequests.openErasure({ ...asked, id: randomUUID() });
    expect((await privacyRequests.openErasure({ ...asked, id: randomUUID() })).id).toBe(request.id);
    expect(await directory.resolve({ ...token, id: randomUUID(), issuedAtMs: before })).toMatchObject({
      disabled: true,
    });
    await erasures.erasePerson({ requestId: request.id, personId: person.id });
    expect(await directory.findById(person.id)).toMatchObject({ name: ERASED_NAME });
    expect(await directory.find('client', subject)).toBeNull();
    const late = directory.resolve({ ...token, id: randomUUID(), issuedAtMs: before });
    await expect(late).rejects.toMatchObject({ code: 'token_revoked' });
    expect(await directory.find('client', subject)).toBeNull();
    // The clock of the issuer may be ahead of ours by a minute.
    const ahead = directory.resolve({ ...token, id: randomUUID(), issuedAtMs: Date.now() + 50_000 });
    await expect(ahead).rejects.toMatchObject({ code: 'token_revoked' });
    const anew = await directory.resolve({ ...token, id: randomUUID(), issuedAtMs: Date.now() + 65_000 });
    expect(anew.person.id).not.toBe(person.id);
    // The old token names the new person now, and is refused all the same.
    expect(anew.revokedUpToMs).toBeGreaterThan(before);
    expect(await retention.forgetWithdrawn()).toBe(0);
  });

  it('PRIV-3: a batch that waited while its author was erased brings nothing of them back', async () => {
    const all = repositories();
    const { client, professional, conversation } = await newPair(all);
    const request = await all.privacyRequests.openErasure({
      id: randomUUID(),
      personId: client.id,
      tokenLifeMs: 60_000,
    });
    await all.erasures.erasePerson({ requestId: request.id, personId: client.id });
    const [late, other] = await all.messages.persist([
      command(conversation.id, client, { content: 'écrit avant' }),
      command(conversation.id, professional, { content: 'Bonjour' }),
    ]);
    expect([late, other?.ok]).toEqual([{ ok: false, code: 'not_found' }, true]);
  });
});
