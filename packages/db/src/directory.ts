import { AppError, type Person, type Side } from '@causerie/contracts';
import type { Directory } from '@causerie/core';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { createMeetings } from './meetings.ts';
import { guarded } from './guard.ts';
import { isId } from './ids.ts';
import { isoInstant } from './prepared.ts';
import { people } from './schema/people.ts';
import { withdrawnSubjects } from './schema/privacy.ts';

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

type PeopleVerbs = Pick<
  Directory,
  'resolve' | 'put' | 'find' | 'findById' | 'findAll' | 'setAvailable' | 'disable' | 'disabledAmong' | 'seen'
>;

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
    findAll: (ids) =>
      guarded(async () => {
        const known = ids.filter(isId);
        if (known.length === 0) return [];
        // One parameter, however many there are.
        const lastSeenAt = sql<string | null>`${people.lastSeenAt} at time zone 'UTC'`;
        const rows = await db
          .select({ ...PERSON, lastSeenAt })
          .from(people)
          .where(sql`${people.id} = any (${`{${known.join(',')}}`}::uuid[])`);
        return rows.map((row) => ({
          ...toPerson(row),
          lastSeenAt: row.lastSeenAt === null ? null : isoInstant(row.lastSeenAt),
        }));
      }),
    setAvailable: (personId, available) =>
      guarded(async () => void (await db.update(people).set({ available }).where(eq(people.id, personId)))),
    disable: (side, subject) =>
      guarded(async () => {
        const rows = await db
          .update(people)
          .set({ disabledAt: sql`coalesce(${people.disabledAt}, clock_timestamp())` })
          .where(and(eq(people.side, side), eq(people.subject, subject)))
          .returning({ id: people.id });
        return rows.length > 0;
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
  { id, side, subject, name, email, issuedAtMs }: Parameters<Directory['resolve']>[0],
): ReturnType<Directory['resolve']> {
  const columns = { ...PERSON, email: people.email, disabledAt: people.disabledAt, revokedUpTo: people.revokedUpTo };
  const [known] = await db
    .select(columns)
    .from(people)
    .where(and(eq(people.side, side), eq(people.subject, subject)));
  const learns = known === undefined || (known.name === '' && name) || (known.email === null && email !== null);
  if (!learns) return toResolved(known);

  const revokedUpTo = known === undefined ? await withdrawnUpTo(db, side, subject) : null;
  if (revokedUpTo !== null && (issuedAtMs ?? 0) <= Date.parse(revokedUpTo)) {
    throw new AppError('token_revoked');
  }
  const [row] = await db
    .insert(people)
    .values({ id, side, subject, name: name ?? '', email, revokedUpTo })
    .onConflictDoUpdate({
      target: [people.side, people.subject],
      set: {
        name: sql`case when ${people.name} = '' then excluded.name else ${people.name} end`,
        email: sql`coalesce(${people.email}, excluded.email)`,
      },
    })
    .returning(columns);
  return toResolved(one(row));
}

/** Up to when tokens of somebody who was erased must not bring them back; null when nobody was, or long ago. */
async function withdrawnUpTo(db: NodePgDatabase, side: Side, subject: string): Promise<string | null> {
  const digest = sql`subject_digest_v1(${side}, ${subject})`;
  const [row] = await db
    .select({ upTo: withdrawnSubjects.revokedUpTo })
    .from(withdrawnSubjects)
    .where(eq(withdrawnSubjects.digest, digest));
  return row?.upTo ?? null;
}

function toResolved(
  row: PersonRow & { disabledAt: string | null; revokedUpTo: string | null },
): Awaited<ReturnType<Directory['resolve']>> {
  const revokedUpToMs = row.revokedUpTo === null ? null : Date.parse(row.revokedUpTo);
  return { person: toPerson(row), disabled: row.disabledAt !== null, revokedUpToMs };
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
      // Whoever has the subject of somebody who was erased is not let in by the tokens of that person.
      revokedUpTo: await withdrawnUpTo(db, side, subject),
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
