import type { DirectoryPerson, Person, Side } from '@causerie/contracts';
import type { Directory } from '@causerie/core';
import { and, eq, or } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import { nameCursor, readNameCursor } from './cursor.ts';
import { guarded } from './guard.ts';
import { isId } from './ids.ts';
import { isoInstant, prepare, required, type TextRow } from './prepared.ts';
import { links } from './schema/people.ts';

/** Both ends are found by their subjects; without both of them nothing is written and nothing comes back. */
const LINK = `
  with ends as (
    select p.id as professional_id, p.subject as professional_subject, p.name as professional_name,
      c.id as client_id, c.subject as client_subject, c.name as client_name
    from people p, people c
    where p.side = 'professional' and p.subject = $1 and c.side = 'client' and c.subject = $2
  ), written as (
    insert into links (professional_id, client_id) select professional_id, client_id from ends on conflict do nothing
  )
  select * from ends`;

const UNLINK = `
  delete from links using people p, people c
  where links.professional_id = p.id and p.side = 'professional' and p.subject = $1
    and links.client_id = c.id and c.side = 'client' and c.subject = $2
  returning 1`;

const CONTACTS = `
  select distinct other.person_id
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  join participants other on other.conversation_id = c.id and other.person_id <> $1 and other.left_at is null
  where me.person_id = $1 and me.left_at is null`;

/** Whom one person may meet is a set that is small enough to need no search index; only operators look among all. */
const peopleAmong = (ids: string): string => `
  select id, side, subject, name, available, last_seen_at at time zone 'UTC', folded_name
  from people
  where ${ids}
    and disabled_at is null
    and ($2::text is null or strpos(folded_name, fold_text($2)) > 0)
    and (not $3::boolean or available)
    and ($6::uuid is null or id = $6)
    and ($7::text is null or (folded_name collate "C", id) > ($7 collate "C", $8::uuid))
  order by folded_name collate "C", id
  limit $4`;

const PEOPLE = peopleAmong(`id in (
      select client_id from links where professional_id = $1
      union all
      select professional_id from links where client_id = $1
      union all
      select person_id from (${CONTACTS}) contacts where $5::boolean
    )`);
/** Takes the same parameters, of which two say nothing here. */
const EVERYBODY = peopleAmong('$1::uuid is null and $5::boolean is not null');

type MeetingVerbs = Pick<Directory, 'link' | 'unlink' | 'areLinked' | 'people' | 'contactIds'>;

/** Who may meet whom, and who has met. */
export function createMeetings(pool: Pool, db: NodePgDatabase): MeetingVerbs {
  const link = prepare(pool, 'directory_link_v1', LINK);
  const unlink = prepare(pool, 'directory_unlink_v1', UNLINK);
  const peopleToMeet = prepare(pool, 'directory_people_v3', PEOPLE);
  const everybody = prepare(pool, 'directory_everybody_v1', EVERYBODY);
  const contacts = prepare(pool, 'directory_contacts_v1', CONTACTS);
  return {
    async link(professionalSubject, clientSubject) {
      const [row] = await link([professionalSubject, clientSubject]);
      if (row === undefined) return null;
      return { professional: readEnd('professional', row, 0), client: readEnd('client', row, 3) };
    },
    unlink: async (professionalSubject, clientSubject) =>
      (await unlink([professionalSubject, clientSubject])).length > 0,
    areLinked: (personId, otherId) =>
      guarded(async () => {
        if (!isId(personId) || !isId(otherId)) return false;
        const oneWay = and(eq(links.professionalId, personId), eq(links.clientId, otherId));
        const otherWay = and(eq(links.professionalId, otherId), eq(links.clientId, personId));
        const rows = await db.select({ since: links.createdAt }).from(links).where(or(oneWay, otherWay)).limit(1);
        return rows.length > 0;
      }),
    async people({ personId, withContacts, onlyId, search, availableOnly, limit, cursor }) {
      const isUnknown = [personId, onlyId].some((id) => id != null && !isId(id));
      const [afterName, afterId] = cursor === undefined ? [null, null] : readNameCursor(cursor);
      if (isUnknown) return { items: [], nextCursor: null };
      const wanted = [search ?? null, availableOnly ?? false, limit + 1, withContacts ?? false, onlyId ?? null];
      const ask = personId === null ? everybody : peopleToMeet;
      const rows = await ask([personId, ...wanted, afterName, afterId]);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const nextCursor = last === undefined ? null : nameCursor(required(last, 6), required(last, 0));
      return { items: page.map(readDirectoryPerson), nextCursor };
    },
    async contactIds(personId) {
      const rows = isId(personId) ? await contacts([personId]) : [];
      return rows.map((row) => required(row, 0));
    },
  };
}

function readEnd(side: Side, row: TextRow, column: number): Person {
  return { id: required(row, column), side, subject: required(row, column + 1), name: required(row, column + 2) };
}

function readDirectoryPerson(row: TextRow): Omit<DirectoryPerson, 'online'> {
  const lastSeen = row[5] ?? null;
  return {
    id: required(row, 0),
    side: required(row, 1) as Side,
    subject: required(row, 2),
    name: required(row, 3),
    available: row[4] === 't',
    lastSeenAt: lastSeen === null ? null : isoInstant(lastSeen),
  };
}
