import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldText } from '../src/fold.ts';
import { isoInstant } from '../src/prepared.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(1);
});
afterAll(() => database.drop());

describe('text', () => {
  it('is folded the same way here and in the database', async () => {
    const samples = [
      'Zoë Lefèvre',
      'ŒDIPE, Æsop & straße',
      'İstanbul'.slice(1),
      'ÉÀÇÙÑ',
      "l'été",
      '100 %_\\',
      '李雷',
      '',
    ];
    const { rows } = await database.pool.query<{ folded: string[] }>(
      'select array(select fold_text(t) from unnest($1::text[]) with ordinality x (t, n) order by n) as folded',
      [samples],
    );
    expect(rows[0]?.folded).toEqual(samples.map(foldText));
    expect(foldText('Zoë LEFÈVRE')).toBe('zoe lefevre');
  });

  it('of an instant is the same as the contract prints it, for any millisecond', async () => {
    const instants = fc.sample(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2190-01-01'), noInvalidDate: true }),
      300,
    );
    const values = [...instants, new Date('2026-01-01T00:00:00.100Z'), new Date('2026-01-01T00:00:00Z')].map((date) =>
      date.toISOString(),
    );
    const { rows } = await database.pool.query<{ plain: string; iso: string }>(
      `select (t at time zone 'UTC')::text as plain, iso_instant(t) as iso
       from unnest($1::timestamptz[]) with ordinality x (t, n) order by n`,
      [values],
    );
    expect(rows.map(({ plain }) => isoInstant(plain))).toEqual(values);
    expect(rows.map(({ iso }) => iso)).toEqual(values);
  });
});
