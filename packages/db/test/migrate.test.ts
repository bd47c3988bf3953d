import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger, createPool } from '@causerie/service-kit';
import { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createEmptyDatabase, type TestDatabase } from './database.ts';

const OURS = fileURLToPath(new URL('../migrations', import.meta.url));

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(join(tmpdir(), 'causerie-migrations-'));
  await cp(OURS, folder, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function countOurs(): Promise<number> {
  const journal = JSON.parse(await readFile(join(OURS, 'meta', '_journal.json'), 'utf8')) as { entries: unknown[] };
  return journal.entries.length;
}

/** Adds a migration to the copied folder. */
async function plant(tag: string, text: string): Promise<void> {
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(await readFile(path, 'utf8')) as { entries: Array<{ tag: string }> };
  journal.entries.push({ tag });
  await writeFile(path, JSON.stringify(journal));
  await writeFile(join(folder, `${tag}.sql`), text);
}

describe('migrate', () => {
  it('applies everything once when four start at the same moment', async () => {
    const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
    const pools = Array.from({ length: 4 }, () => createPool({ url: database.url, name: 'test', max: 1, logger }));
    const answers = await Promise.all(pools.map((pool) => migrate(pool)));
    await Promise.all(pools.map((pool) => pool.end()));
    const total = await countOurs();
    expect(answers.map(({ applied }) => applied).toSorted((a, b) => a - b)).toEqual([0, 0, 0, total]);
    expect(await migrate(database.pool)).toEqual({ applied: 0 });
  });

  it('waits for its turn longer than the pool waits for a lock', async () => {
    const impatient = new Pool({ connectionString: database.url, max: 1, lock_timeout: 50 });
    const answers = await Promise.all([migrate(database.pool), migrate(impatient)]);
    expect(answers.reduce((sum, { applied }) => sum + applied, 0)).toBe(await countOurs());
    await impatient.end();
  });

  it('leaves nothing of a migration that fails, and gives the lock back', async () => {
    await plant('9000_broken', 'create table half_done (id int);\n--> statement-breakpoint\nselect no_such_column;');
    await expect(migrate(database.pool, { migrationsDir: folder })).rejects.toThrow(/9000_broken failed: 42703/);
    const found = await database.pool.query(
      `select to_regclass('half_done') as half, to_regclass('messages') as whole`,
    );
    expect(found.rows).toEqual([{ half: null, whole: 'messages' }]);
    expect(await migrate(database.pool)).toEqual({ applied: 0 });
  });

  it('refuses to go on when an applied migration was changed', async () => {
    await migrate(database.pool);
    await writeFile(join(folder, '0002_storage.sql'), 'select 1;');
    await expect(migrate(database.pool, { migrationsDir: folder })).rejects.toThrow(/0002_storage was changed/);
  });

  it('lets an older version start after a newer one has migrated', async () => {
    await plant('9000_newer', 'alter table people add column nickname text;');
    expect(await migrate(database.pool, { migrationsDir: folder })).toEqual({ applied: (await countOurs()) + 1 });
    expect(await migrate(database.pool)).toEqual({ applied: 0 });
  });

  it('tells the logger what it applied', async () => {
    const told: unknown[] = [];
    await migrate(database.pool, { logger: { info: (fields) => told.push(fields['migration']) } });
    expect(told).toHaveLength(await countOurs());
    expect(told[0]).toBe('0000_text_functions');
  });
});
