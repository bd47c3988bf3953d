import { AppError, type AuditEntry, type AuditQuery } from '@causerie/contracts';
import type { Audit } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

/** One statement for any number of records. Nobody waits for them, so their commit waits for no disk. */
const WRITE = `
  insert into audit (at, actor_id, actor_role, action, whose_id, outcome, target_kind, target_id, request_id)
  select entry.*
  from (select set_config('synchronous_commit', 'off', true) offset 0) quick,
    unnest(
      $1::timestamptz[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[]
    ) entry`;

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
  )
  from audit a`;

/** What a query may ask for, and the condition it becomes. */
const CONDITIONS = {
  actorId: 'a.actor_id = $::uuid',
  whoseId: 'a.whose_id = $::uuid',
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
  const write = prepare(pool, 'audit_write_v1', WRITE);
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
      const rows = await listStatement(pool, asked)([...asked.map((name) => query[name]), query.limit + 1]);
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
function listStatement(pool: Pool, asked: readonly (keyof AuditQuery & Asked)[]): ReturnType<typeof prepare> {
  const conditions = asked.map((name, index) => CONDITIONS[name].replace('$', `$${index + 1}`));
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const text = `${SELECT} ${where} order by a.id desc limit $${asked.length + 1}`;
  return prepare(pool, `audit_list_v1_${asked.join('_')}`, text);
}
