import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair, send } from './scene.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const refusal = async (text: string, values: unknown[] = []): Promise<string> => {
  const error: unknown = await database.pool.query(text, values).then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  return error instanceof Error ? ((error as { code?: string }).code ?? 'no code') : String(error);
};

describe('the migrations', () => {
  it('say what the schema says: generating again finds nothing to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causerie-drift-'));
    await cp(join(PACKAGE, 'migrations'), folder, { recursive: true });
    const args = [
      'generate',
      '--dialect=postgresql',
      '--schema=./src/schema/*.ts',
      `--out=${relative(PACKAGE, folder)}`,
    ];
    const child = spawn('node_modules/.bin/drizzle-kit', args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    await rm(folder, { recursive: true });
    expect(output).toContain('No schema changes');
  });

  it('index every foreign key that a deletion would have to look for', async () => {
    const { rows } = await database.pool.query(`
      select fk.conname from pg_constraint fk
      where fk.contype = 'f' and fk.confdeltype <> 'a' and not exists (
        select from pg_index i where i.indrelid = fk.conrelid and i.indkey[0] = any (fk.conkey)
      )`);
    expect(rows.map(({ conname }: { conname: string }) => conname)).toEqual([]);
  });
});

describe('the database itself', () => {
  it('keeps a message in its conversation and with an author who is in it', async () => {
    const repositories = createRepositories(database.pool);
    const { conversation, client } = await newPair(repositories);
    const other = await newPair(repositories);
    const insert = `insert into messages (id, conversation_id, seq, author_id, client_key, type, content, created_at)
      values ($1, $2, $3, $4, 'k', $5, 'x', now())`;
    expect(await refusal(insert, [randomUUID(), conversation.id, 1, other.client.id, 'text'])).toBe('23503');
    expect(await refusal(insert, [randomUUID(), randomUUID(), 1, null, 'system'])).toBe('23503');
    expect(await refusal(insert, [randomUUID(), conversation.id, 1, client.id, 'system'])).toBe('23514');
    expect(await refusal(insert, [randomUUID(), conversation.id, 0, client.id, 'text'])).toBe('23514');
    expect(await refusal(insert, [randomUUID(), conversation.id, 1, client.id, 'text'])).toBe('accepted');
    expect(await refusal(insert, [randomUUID(), conversation.id, 1, client.id, 'text'])).toBe('23505');
    expect(await refusal('delete from conversations where id = $1', [conversation.id])).toBe('23503');
    expect(await refusal('delete from participants where person_id = $1', [client.id])).toBe('23503');
  });

  it('never lets a trace be changed', async () => {
    await database.pool.query(`insert into audit (actor_role, action) values ('system', 'test')`);
    expect(await refusal(`update audit set action = 'other'`)).toBe('23001');
    expect(await refusal('delete from audit')).toBe('23001');
    expect(await refusal('truncate audit')).toBe('23001');
    expect(await refusal(`update receipts set at = now()`)).toBe('23001');
  });

  it('has one live call per conversation, so that two people calling each other meet', async () => {
    const { conversation, client, professional } = await newPair(createRepositories(database.pool));
    const insert = `insert into calls (id, conversation_id, mode, topology, initiator_id, host_id, conference_code, expires_at)
      values ($1, $2, 'ring', 'mesh', $3, $3, $4, now())`;
    const call = (initiator: string, code: string) => [randomUUID(), conversation.id, initiator, code];
    expect(await refusal(insert, call(client.id, 'a'))).toBe('accepted');
    expect(await refusal(insert, call(professional.id, 'b'))).toBe('23505');
    expect(await refusal(`update calls set status = 'ended'`)).toBe('23514');
    expect(await refusal(`update calls set status = 'ended', end_reason = 'missed', ended_at = now()`)).toBe(
      'accepted',
    );
    expect(await refusal(insert, call(professional.id, 'c'))).toBe('accepted');
  });

  it('tells from the receipts when any message was read (DEL-9)', async () => {
    const repositories = createRepositories(database.pool);
    const { conversation, client, professional } = await newPair(repositories);
    await send(repositories, conversation.id, professional, 5);
    const read = async (upToSeq: number) => {
      const input = { conversationId: conversation.id, personId: client.id, upToSeq };
      return (await repositories.receipts.markRead(input))?.participant.readAt;
    };
    const [first, second] = [await read(2), await read(4)];
    const { rows } = await database.pool.query<{ seq: number; at: string | null }>(
      `select m.seq, (
         select iso_instant(r.at) from receipts r
         where r.conversation_id = m.conversation_id and r.reader_id = $2 and r.kind = 'read' and r.up_to_seq >= m.seq
         order by r.up_to_seq limit 1
       ) as at
       from messages m where m.conversation_id = $1 order by m.seq`,
      [conversation.id, client.id],
    );
    expect(rows.map(({ at }) => at)).toEqual([first, first, second, second, null]);
  });
});
