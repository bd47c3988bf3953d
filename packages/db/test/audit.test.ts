import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '@causerie/contracts';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAttachments, createAudit, createNotificationRepositories, createRepositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair, send } from './scene.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  at: new Date().toISOString(),
  actorId: null,
  actorRole: 'professional',
  action: 'GET /v1/anything',
  whoseId: null,
  outcome: 'ok',
  targetKind: null,
  targetId: null,
  requestId: null,
  ...more,
});

/** Two pairs; records of everything that the first has, by ids and by numbers, and of the other's conversation. */
async function scene() {
  const all = createRepositories(database.pool);
  const audit = createAudit(database.pool);
  const { client, professional, conversation } = await newPair(all);
  const [message] = await send(all, conversation.id, client, 1);
  const other = await newPair(all);
  const [foreign] = await send(all, other.conversation.id, other.client, 1);
  const fileId = randomUUID();
  const file = { id: fileId, conversationId: conversation.id, uploaderId: client.id, name: 'a.pdf' };
  const unknown = { sizeBytes: 1, sha256: null, width: null, height: null, thumbnailKey: null, url: null };
  await createAttachments(database.pool).add(
    { ...file, ...unknown, mediaType: 'application/pdf', storageKey: `files/${fileId}`, state: 'ready' },
    10,
  );
  const told = { id: randomUUID(), personId: client.id, kind: 'system', dedupeKey: randomUUID() } as const;
  await createNotificationRepositories(database.pool).notifications.add({ ...told, conversationId: null, detail: {} });
  const target = (targetKind: string, targetId: string | number | undefined) =>
    entry({ targetKind, targetId: String(targetId), action: `${targetKind} ${targetId}` });
  const shared = [
    target('conversation', conversation.id),
    target('conversation', conversation.number),
    target('message', message?.id),
    target('message', message?.number),
    target('attachment', fileId),
  ];
  const own = [target('notification', told.id), entry({ whoseId: client.id, action: 'named' })];
  const strange = [
    target('conversation', other.conversation.id),
    target('message', foreign?.number),
    target('conversation', randomUUID()),
    target('message', '9999999999999999'),
    target('message', 'not an id'),
  ];
  const both = entry({ targetKind: 'conversation', targetId: conversation.id, whoseId: client.id, action: 'both' });
  await audit.write([...shared, ...own, ...strange, both]);
  const actionsOf = (entries: readonly AuditEntry[]) => entries.map(({ action }) => action);
  return { audit, client, professional, shared: actionsOf(shared), own: actionsOf(own) };
}

describe('AUD-2: whose data it was', () => {
  it('finds records of the conversations, messages and files of a person, whoever acted and however they were named', async () => {
    const { audit, client, professional, shared, own } = await scene();
    const actions = async (whoseId: string) => {
      const { items } = await audit.list({ whoseId, limit: 100 });
      return items.map(({ action }) => action).toReversed();
    };
    expect(await actions(client.id)).toEqual([...shared, ...own, 'both']);
    expect(await actions(professional.id)).toEqual([...shared, 'both']);
    expect(await actions(randomUUID())).toEqual([]);
  });

  it('page by page and beside other conditions, each record once', async () => {
    const { audit, client, shared, own } = await scene();
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await audit.list({ whoseId: client.id, outcome: 'ok', limit: 3, cursor });
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.toReversed()).toEqual([...shared, ...own, 'both']);
    const files = await audit.list({ whoseId: client.id, targetKind: 'attachment', outcome: 'ok', limit: 10 });
    expect(files.items).toHaveLength(1);
  });

  it('by indexes, among a hundred thousand records', async () => {
    const { client } = await scene();
    await database.pool.query(`
      insert into audit (actor_role, action, conversation_id)
      select 'client', 'x', gen_random_uuid() from generate_series(1, 100000)`);
    await database.pool.query('analyze audit, participants');
    // One connection, which has the statement prepared when it is asked for its plan.
    const pool = new Pool({ connectionString: database.url, max: 1 });
    await createAudit(pool).list({ whoseId: client.id, limit: 100 });
    const { rows } = await pool.query<Record<string, string>>(
      `explain (costs off) execute "audit_whose_v1_" (101, '${client.id}')`,
    );
    await pool.end();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('audit_whose_idx');
    expect(plan).toContain('audit_conversation_idx');
    expect(plan).not.toContain('Seq Scan on audit');
  });
});

it('AUD-3: what a record can never be says so by the state of the refusal, which the trail gives up on', async () => {
  const audit = createAudit(database.pool);
  await expect(audit.write([entry({ actorRole: 'nobody' as never })])).rejects.toMatchObject({ code: '23514' });
  await expect(audit.write([entry({ actorId: 'not an id' })])).rejects.toMatchObject({ code: '22P02' });
  await expect(audit.write([entry({ requestId: 'a\u0000' })])).rejects.toMatchObject({ code: '22021' });
});
