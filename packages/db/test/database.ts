import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { migrate } from '../src/index.ts';
import { testDatabaseUrl } from './test-env.ts';

/** A database of this test file's own. */
export interface TestDatabase {
  url: string;
  pool: Pool;
  drop(): Promise<void>;
}

/** Creates an empty database and a pool on it. */
export async function createEmptyDatabase(max = 4): Promise<TestDatabase> {
  const name = `db_${randomUUID().replaceAll('-', '')}`;
  await onServer(`create database ${name}`);
  const url = new URL(testDatabaseUrl());
  url.pathname = `/${name}`;
  const pool = new Pool({ connectionString: url.href, max });
  // Dropping the database may cut a connection that is still saying goodbye.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    pool,
    async drop() {
      await pool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

/** The same, migrated. */
export async function createTestDatabase(max = 4): Promise<TestDatabase> {
  const database = await createEmptyDatabase(max);
  await migrate(database.pool);
  return database;
}

async function onServer(statement: string): Promise<void> {
  const pool = new Pool({ connectionString: testDatabaseUrl(), max: 1 });
  await pool.query(statement);
  await pool.end();
}
