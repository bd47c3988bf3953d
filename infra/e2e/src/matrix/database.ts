import { setTimeout } from 'node:timers/promises';
import { createLogger, createPool } from '@causerie/service-kit';

const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 25;

/** The database of the stack, for what no door can do. */
export interface Database {
  query(sql: string, values: readonly unknown[]): Promise<ReadonlyArray<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** Opens the database behind an address. */
export function openDatabase(url: string): Database {
  const logger = createLogger({ service: 'matrix', level: 'silent', replicaId: 'matrix' });
  const pool = createPool({ url, name: 'matrix', max: 1, logger });
  return {
    query: async (sql, values) => (await pool.query<Record<string, unknown>>(sql, [...values])).rows,
    close: () => pool.end(),
  };
}

/** Asks again until there is an answer, for what happens in the background and tells nobody. @throws Error after a while. */
export async function eventually<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const lateAtMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > lateAtMs) throw new Error(`${what} has not happened within ${PATIENCE_MS} ms`);
    await setTimeout(LOOK_AGAIN_MS);
  }
}
