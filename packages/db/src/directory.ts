import type { Person, Side } from '@causerie/contracts';
import type { Directory } from '@causerie/core';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { createMeetings } from './meetings.ts';
import { guarded } from './guard.ts';
import { isId } from './ids.ts';
import { people } from './schema/people.ts';

const PERSON = { id: people.id, side: people.side, subject: people.subject, name: people.name };

interface PersonRow {
  id: string;
  side: string;
  subject: string;
  name: string;
}

/** The directory on Postgres. Nothing here is hot: a person is resolved once per connection. */
export function createDirectory(pool: Pool): Directory {
  const db = drizzle(pool);
  return { ...createPeople(db), ...createMeetings(pool, db) };
}

type PeopleVerbs = Pick<Directory, 'resolve' | 'put' | 'find' | 'findById' | 'disabledAmong' | 'seen'>;

function createPeople(db: NodePgDatabase): PeopleVerbs {
  return {
    resolve: (input) => guarded(() => resolvePerson(db, input)),
    put: (id, entry) => guarded(() => putPerson(db, id, entry)),
    find: (side, subject) =>
      guarded(async () => {
        const rows = await db
          .select(PERSON)
          .from(people)
          .where(and(eq(people.side, side), eq(people.subject, subject)));
        return rows[0] === undefined ? null : toPerson(rows[0]);
      }),
    findById: (id) =>
      guarded(async () => {
        if (!isId(id)) return null;
        const rows = await db.select(PERSON).from(people).where(eq(people.id, id));
        return rows[0] === undefined ? null : toPerson(rows[0]);
      }),
    disabledAmong: (personIds) =>
      guarded(async () => {
        if (personIds.length === 0) return [];
        const asked = inArray(people.id, [...personIds]);
        const rows = await db
          .select({ id: people.id })
          .from(people)
          .where(and(asked, isNotNull(people.disabledAt)));
        return rows.map(({ id }) => id);
      }),
    seen: (personId, at) =>
      guarded(async () => {
        await db
          .update(people)
          .set({ lastSeenAt: sql`greatest(${people.lastSeenAt}, ${at.toISOString()}::timestamptz)` })
          .where(eq(people.id, personId));
      }),
  };
}

/**
 * What the directory knows already is read first: almost every call finds it, and a read writes nothing. The upsert that
 * follows otherwise is right whoever else comes at the same time.
 */
async function resolvePerson(
  db: NodePgDatabase,
  { id, side, subject, name, email }: Parameters<Directory['resolve']>[0],
): Promise<{ person: Person; disabled: boolean }> {
  const columns = { ...PERSON, email: people.email, disabledAt: people.disabledAt };
  const [known] = await db
    .select(columns)
    .from(people)
    .where(and(eq(people.side, side), eq(people.subject, subject)));
  const learns = known === undefined || (known.name === '' && name) || (known.email === null && email !== null);
  if (!learns) return { person: toPerson(known), disabled: known.disabledAt !== null };

  const [row] = await db
    .insert(people)
    .values({ id, side, subject, name: name ?? '', email })
    .onConflictDoUpdate({
      target: [people.side, people.subject],
      set: {
        name: sql`case when ${people.name} = '' then excluded.name else ${people.name} end`,
        email: sql`coalesce(${people.email}, excluded.email)`,
      },
    })
    .returning(columns);
  return { person: toPerson(one(row)), disabled: one(row).disabledAt !== null };
}

async function putPerson(
  db: NodePgDatabase,
  id: string,
  { side, subject, name, email, available, disabled }: Parameters<Directory['put']>[1],
): Promise<Person> {
  const now = sql`clock_timestamp()`;
  const [row] = await db
    .insert(people)
    .values({
      id,
      side,
      subject,
      name,
      ...(email === undefined ? {} : { email }),
      ...(available === undefined ? {} : { available }),
      ...(disabled === true ? { disabledAt: now } : {}),
    })
    .onConflictDoUpdate({
      target: [people.side, people.subject],
      // What the entry leaves out stays as it was.
      set: {
        name,
        ...(email === undefined ? {} : { email }),
        ...(available === undefined ? {} : { available }),
        ...(disabled === undefined
          ? {}
          : { disabledAt: disabled ? sql`coalesce(${people.disabledAt}, ${now})` : null }),
      },
    })
    .returning(PERSON);
  return toPerson(one(row));
}

function toPerson({ id, side, subject, name }: PersonRow): Person {
  return { id, side: side as Side, subject, name };
}

function one<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('The database returned no row for an upsert');
  return row;
}
