import { createServer, type AddressInfo } from 'node:net';
import { AppError } from '@causerie/contracts';
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositories, StatementFailed } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair } from './scene.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('errors of the database', () => {
  it('are unavailable, retryable, when nobody listens there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const pool = new Pool({ connectionString: `postgres://nobody@127.0.0.1:${port}/nothing` });
    const { conversations, directory } = createRepositories(pool);
    const id = '00000000-0000-7000-8000-000000000000';
    for (const work of [conversations.get(id, id), directory.find('client', 'somebody')]) {
      const error = await failureOf(work);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    }
    await pool.end();
  });

  it('are unavailable when the answer takes longer than a lock or the driver waits', async () => {
    const { conversation, client } = await newPair(createRepositories(database.pool));
    const holder = await database.pool.connect();
    await holder.query('begin');
    await holder.query('select from participants where conversation_id = $1 for update', [conversation.id]);
    const move = { conversationId: conversation.id, personId: client.id, upToSeq: 1 };
    for (const patience of [{ lock_timeout: 50 }, { statement_timeout: 50 }, { query_timeout: 100 }]) {
      const pool = new Pool({ connectionString: database.url, max: 1, ...patience });
      const { receipts, directory } = createRepositories(pool);
      await directory.find('client', 'warms the connection').catch(() => undefined);
      expect(await failureOf(receipts.markRead(move))).toMatchObject({ code: 'unavailable', cause: expect.any(Error) });
      await pool.end();
    }
    await holder.query('rollback');
    holder.release();
  });

  it('are unavailable when the server ends the session, and the next call works', async () => {
    const { conversation, client } = await newPair(createRepositories(database.pool));
    const holder = await database.pool.connect();
    await holder.query('begin');
    await holder.query('select from participants where conversation_id = $1 for update', [conversation.id]);
    const pool = new Pool({ connectionString: database.url, max: 1, application_name: 'doomed' });
    const { receipts } = createRepositories(pool);
    const move = { conversationId: conversation.id, personId: client.id, upToSeq: 1 };
    const doomed = failureOf(receipts.markRead(move));
    const end = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'doomed' and wait_event_type = 'Lock'`;
    while ((await database.pool.query(end)).rowCount === 0);
    expect(await doomed).toMatchObject({ code: 'unavailable' });
    await holder.query('rollback');
    holder.release();
    expect(await receipts.markRead(move)).toMatchObject({ moved: false });
    await pool.end();
  });

  it('name what was violated and quote nothing of anybody', async () => {
    const { directory } = createRepositories(database.pool);
    const { client } = await newPair(createRepositories(database.pool));
    const secret = 'Somebody With A Name';
    const error = await failureOf(
      directory.resolve({ id: client.id, side: 'client', subject: 'other', name: secret, email: 'secret@example.org' }),
    );
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({ code: '23505', constraint: 'people_pkey', table: 'people' });
    const told = `${(error as Error).stack} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
    for (const value of [secret, 'secret@example.org', client.id]) expect(told).not.toContain(value);
  });
});
