import type { Pool } from 'pg';
import { guarded } from './guard.ts';

/** A row as Postgres printed it: text or null per column. */
export type TextRow = Array<string | null>;

/** Values come as text: most of ours are passed on as they are, and building Dates or objects for them would be waste. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/**
 * A statement that each connection parses and plans once. Its name must be unique among all statements of the process.
 * @returns a function that runs it; errors are translated by {@link guarded}.
 */
export function prepare(pool: Pool, name: string, text: string): (values: readonly unknown[]) => Promise<TextRow[]> {
  return (values) =>
    guarded(async () => {
      const query = { name, text, values: [...values], rowMode: 'array' as const, types: AS_TEXT };
      const { rows } = await pool.query<TextRow>(query);
      return rows;
    });
}

/** A column that the statement never leaves empty. */
export function required(row: TextRow, column: number): string {
  const value = row[column];
  if (value === null || value === undefined) throw new Error(`Column ${column} of a row is unexpectedly empty`);
  return value;
}

/** `2026-01-02 03:04:05.6`, a timestamp at UTC as Postgres prints it, becomes `2026-01-02T03:04:05.600Z`. */
export function isoInstant(text: string): string {
  const seconds = text.length > 19 ? text.slice(11).padEnd(12, '0') : `${text.slice(11)}.000`;
  return `${text.slice(0, 10)}T${seconds}Z`;
}
