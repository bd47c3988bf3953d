import { AppError, type AuditEntry } from '@causerie/contracts';
import type { Audit } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

/** One statement for any number of records. */
const WRITE = 'select write_audit_v1($1, $2, $3, $4, $5, $6, $7, $8, $9)';

const COLUMNS = [
  'at',
  'actorId',
  'actorRole',
  'action',
  'whoseId',
  'outcome',
  'targetKind',
  'targetId',
  'requestId',
] as const;

const SELECT = `
  select a.id, json_build_object(
    'at', iso_instant(a.at), 'actorId', a.actor_id, 'actorRole', a.actor_role, 'action', a.action, 'whoseId', a.whose_id,
    'outcome', a.outcome, 'targetKind', a.target_kind, 'targetId', a.target_id, 'requestId', a.request_id
  )`;

/** What a query may ask for of a record, and the condition it becomes. */
const CONDITIONS = {
  actorId: 'a.actor_id = $::uuid',
  action: 'a.action = $',
  outcome: 'a.outcome = $',
  targetKind: 'a.target_kind = $',
  targetId: 'a.target_id = $',
  from: 'a.at >= $::timestamptz',
  to: 'a.at < $::timestamptz',
  cursor: 'a.id < $::bigint',
} as const;
type Asked = keyof typeof CONDITIONS;

/** Ids of records, as cursors print them. */
const CURSOR = /^[1-9]\d{0,17}$/;

/** The records on Postgres. */
export function createAudit(pool: Pool): Audit {
  const write = prepare(pool, 'write_audit_v1', WRITE);
  const forget = prepare(pool, 'forget_audit_v1', 'select forget_audit_v1($1, $2)');
  return {
    async write(entries) {
      if (entries.length === 0) return;
      await write(COLUMNS.map((column) => entries.map((entry) => entry[column])));
    },
    async list(query) {
      if (query.cursor !== undefined && !CURSOR.test(query.cursor)) {
        throw new AppError('page_out_of_range', 'cursor: not one of ours');
      }
      const asked = (Object.keys(CONDITIONS) as Asked[]).filter((name) => query[name] !== undefined);
      // One more than asked tells whether there is more.
      const values = [...asked.map((name) => query[name]), query.limit + 1];
      const { whoseId } = query;
      const rows =
        whoseId === undefined
          ? await listStatement(pool, asked)(values)
          : await whoseStatement(pool, asked)([...values, whoseId]);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => JSON.parse(required(row, 1)) as AuditEntry),
        nextCursor: rows.length > query.limit && last !== undefined ? required(last, 0) : null,
      };
    },
    async forget({ olderThanDays, limit }) {
      const [row] = await forget([olderThanDays, limit]);
      return Number(row?.[0] ?? 0);
    },
  };
}

/** The statement for what a query names; each combination has a plan of its own. */
function listStatement(pool: Pool, asked: readonly Asked[]): ReturnType<typeof prepare> {
  const where = asked.length === 0 ? '' : `where ${conditionsOf(asked).join(' and ')}`;
  const text = `${SELECT} from audit a ${where} order by a.id desc limit $${asked.length + 1}`;
  return prepare(pool, `audit_list_v1_${asked.join('_')}`, text);
}

/**
 * The same of one person: records that name them, and records of what is in their conversations. Each of these is read from the end of an
 * index no further than the page, and a record that is both is one.
 */
function whoseStatement(pool: Pool, asked: readonly Asked[]): ReturnType<typeof prepare> {
  const [limit, person] = [`$${asked.length + 1}`, `$${asked.length + 2}::uuid`];
  const newest = (condition: string): string =>
    `select a.* from audit a where ${[condition, ...conditionsOf(asked)].join(' and ')} order by a.id desc limit ${limit}`;
  const text = `${SELECT}
    from (
      (${newest(`a.whose_id = ${person}`)})
      union all
      (
        select told.*
        from participants p
        cross join lateral (${newest(`a.conversation_id = p.conversation_id and a.whose_id is distinct from ${person}`)}) told
        where p.person_id = ${person}
        order by told.id desc limit ${limit}
      )
    ) a
    order by a.id desc limit ${limit}`;
  return prepare(pool, `audit_whose_v1_${asked.join('_')}`, text);
}

function conditionsOf(asked: readonly Asked[]): string[] {
  return asked.map((name, index) => CONDITIONS[name].replace('$', `$${index + 1}`));
}
