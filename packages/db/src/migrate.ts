import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Pool, PoolClient } from 'pg';

/** Names the lock that migrating sessions take; any number will do as long as every version of Causerie uses the same. */
const MIGRATION_LOCK = 7_205_931_204;
/** How often a waiting session asks for the lock. Asking beats waiting inside Postgres, where `lock_timeout` would end it. */
const LOCK_RETRY_MS = 100;
/** How long a session waits while another migrates. */
const LOCK_WAIT_MS = 10 * 60_000;
/** How long one migration may run: far longer than any query of a service. */
const MIGRATION_TIMEOUT_MS = 10 * 60_000;
/** What drizzle-kit writes between two statements. */
const STATEMENT_BREAK = '--> statement-breakpoint';
const DEFAULT_DIRECTORY = fileURLToPath(new URL('../migrations', import.meta.url));

/** How to migrate. */
export interface MigrateOptions {
  /** Folder of the `.sql` files and `meta/_journal.json`; by default the one of this package. */
  migrationsDir?: string;
  /** Told the name of each applied migration. */
  logger?: { info(fields: Record<string, unknown>, message: string): void };
}

interface Migration {
  name: string;
  hash: string;
  statements: string[];
}

/**
 * Brings the database up to date. Any number of processes may call it at once: the first one migrates under a session
 * lock, the others wait and then find nothing left to do. Each migration is one transaction.
 * @returns how many migrations this very call applied.
 * @throws Error when an applied migration was changed or removed afterwards, when one fails, or when the wait was too long.
 */
export async function migrate(pool: Pool, options: MigrateOptions = {}): Promise<{ applied: number }> {
  const migrations = await readMigrations(options.migrationsDir ?? DEFAULT_DIRECTORY);
  const client = await pool.connect();
  // A connection lost between two statements would otherwise end the process; the next statement reports it anyway.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let clean = false;
  try {
    await lock(client);
    const pending = await findPending(client, migrations);
    for (const migration of pending) {
      await apply(client, migration);
      options.logger?.info({ migration: migration.name }, 'A migration was applied');
    }
    await run(client, 'select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    clean = true;
    return { applied: pending.length };
  } finally {
    // A session that failed half-way is closed: that ends its transaction and gives the lock back. It keeps its listener,
    // because it may still be cut while it says goodbye.
    if (clean) client.off('error', ignore);
    client.release(!clean);
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const journal = JSON.parse(await readFile(join(directory, 'meta', '_journal.json'), 'utf8')) as {
    entries: Array<{ tag: string }>;
  };
  return Promise.all(
    journal.entries.map(async ({ tag }) => {
      const text = (await readFile(join(directory, `${tag}.sql`), 'utf8')).replaceAll('\r\n', '\n');
      return {
        name: tag,
        hash: createHash('sha256').update(text).digest('hex'),
        statements: text
          .split(STATEMENT_BREAK)
          .map((statement) => statement.trim())
          .filter((statement) => statement !== ''),
      };
    }),
  );
}

async function lock(client: PoolClient): Promise<void> {
  const deadlineMs = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const { rows } = await run(client, 'select pg_try_advisory_lock($1) as mine', [MIGRATION_LOCK]);
    if ((rows[0] as { mine: boolean } | undefined)?.mine === true) return;
    if (Date.now() > deadlineMs) throw new Error('Another process has been migrating the database for too long');
    await pause(LOCK_RETRY_MS);
  }
}

async function findPending(client: PoolClient, migrations: readonly Migration[]): Promise<Migration[]> {
  await run(
    client,
    `create table if not exists causerie_migrations (
      name text primary key, hash text not null, applied_at timestamptz(3) not null default now()
    )`,
  );
  const { rows } = await run(client, 'select name, hash from causerie_migrations');
  const applied = new Map((rows as Array<{ name: string; hash: string }>).map(({ name, hash }) => [name, hash]));
  for (const { name, hash } of migrations) {
    const before = applied.get(name);
    // A newer version may have applied more than we know; that is how a rolling update looks to the old one.
    if (before !== undefined && before !== hash) throw new Error(`Migration ${name} was changed after it was applied`);
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: PoolClient, { name, hash, statements }: Migration): Promise<void> {
  try {
    await run(client, 'begin');
    await run(client, 'set local statement_timeout = 0');
    for (const statement of statements) await run(client, statement);
    await run(client, 'insert into causerie_migrations (name, hash) values ($1, $2)', [name, hash]);
    await run(client, 'commit');
  } catch (error) {
    throw new Error(`Migration ${name} failed: ${reasonOf(error)}`, { cause: error });
  }
}

/** Runs a statement with a patience of its own; the pool's is made for requests. */
function run(client: PoolClient, text: string, values: unknown[] = []): Promise<{ rows: unknown[] }> {
  const query = { text, values, query_timeout: MIGRATION_TIMEOUT_MS };
  return client.query(query);
}

/** A migration meets rows of people, and Postgres quotes them in details; its message names only tables and columns. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? `${(error as { code?: string }).code ?? 'no code'} ${error.message}` : 'unknown';
}
