import { isStorableText, ROOM_EMPTY_MS } from '@causerie/contracts';
import type { CallSaved, Calls, CallState } from '@causerie/core';
import type { Pool } from 'pg';
import { createCallFigures } from './calls-figures.ts';
import { createCallHistory } from './calls-history.ts';
import { isoOf, readCallState } from './calls-rows.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

const FIND = 'select call_state_json_v1(c) from calls c where c.id = $1';

const LIVE_OF = `
  select call_state_json_v1(c)
  from call_participants p
  join calls c on c.id = p.call_id
  where p.person_id = $1 and p.live and p.state in ('invited', 'ringing', 'waiting', 'joined')
  order by c.created_at, c.id`;

const LIVE_IN = `select call_state_json_v1(c) from calls c where c.conversation_id = $1 and c.status <> 'ended'`;

const IS_ELSEWHERE = `
  select 1 from call_participants p
  where p.person_id = $1 and p.live and p.state = 'joined' and p.call_id is distinct from $2`;

const BY_CODE = `select c.id from calls c where c.conference_code = $1 and c.mode = 'room' and c.status <> 'ended'`;

/** One index for each of what may be due; what is due for longest comes first, so that a long backlog is worked off. */
const DUE = `
  select due.call_id from (
    (select p.call_id, p.ring_until as since from call_participants p
      where p.live and p.state in ('invited', 'ringing') and p.ring_until <= $1::timestamptz
      order by p.ring_until limit $3)
    union all
    (select p.call_id, p.lease_until from call_participants p
      where p.live and p.state = 'joined' and p.lease_until <= $1::timestamptz
      order by p.lease_until limit $3)
    union all
    (select c.id, c.expires_at from calls c
      where c.status <> 'ended' and c.expires_at <= $1::timestamptz order by c.expires_at limit $3)
    union all
    (select c.id, c.empty_since from calls c
      where c.status <> 'ended' and c.answered_at is not null and c.empty_since <= $2::timestamptz order by c.empty_since limit $3)
  ) due
  group by due.call_id
  order by min(due.since)
  limit $3`;

/** Rows are locked in the order in which saves take them, so that neither waits for the other. */
const RENEW = `
  with served as (
    select p.id from call_participants p
    where p.id = any ($1::uuid[]) and p.live and p.state = 'joined'
    order by p.id
    for no key update
  )
  update call_participants p
  set lease_until = $2
  from served
  where p.id = served.id and (p.lease_until is null or p.lease_until < $2::timestamptz)`;

const KEEP_QUALITY = 'update call_participants p set quality = $3 where p.id = $2 and p.call_id = $1';

const SAVED: Readonly<Record<string, CallSaved>> = { s: 'saved', o: 'stale', b: 'busy' };

/** Calls on Postgres. */
export function createCalls(pool: Pool): Calls {
  return {
    ...createReads(pool),
    ...createWrites(pool),
    history: createCallHistory(pool),
    figures: createCallFigures(pool),
  };
}

type Reads = 'find' | 'liveOf' | 'liveIn' | 'isElsewhere' | 'byCode' | 'due';

function createReads(pool: Pool): Pick<Calls, Reads> {
  const find = prepare(pool, 'call_find_v1', FIND);
  const liveOf = prepare(pool, 'call_live_of_v1', LIVE_OF);
  const liveIn = prepare(pool, 'call_live_in_v1', LIVE_IN);
  const isElsewhere = prepare(pool, 'call_is_elsewhere_v1', IS_ELSEWHERE);
  const byCode = prepare(pool, 'call_by_code_v1', BY_CODE);
  const due = prepare(pool, 'call_due_v1', DUE);
  return {
    find: async (callId) => (isId(callId) ? readFirst(await find([callId])) : null),
    liveOf: async (personId) => (isId(personId) ? (await liveOf([personId])).map((row) => readCallState(row)) : []),
    liveIn: async (conversationId) => (isId(conversationId) ? readFirst(await liveIn([conversationId])) : null),
    isElsewhere: async (personId, callId) => isId(personId) && (await isElsewhere([personId, callId])).length > 0,
    byCode: async (code) => (isStorableText(code) ? ((await byCode([code]))[0]?.[0] ?? null) : null),
    async due(nowMs, limit) {
      const rows = await due([isoOf(nowMs), isoOf(nowMs - ROOM_EMPTY_MS), limit]);
      return rows.map((row) => required(row, 0));
    },
  };
}

function createWrites(pool: Pool): Pick<Calls, 'create' | 'save' | 'renew' | 'keepQuality'> {
  const create = prepare(pool, 'create_call_v1', 'select * from create_call_v1($1, $2)');
  const save = prepare(pool, 'save_call_v1', 'select save_call_v1($1, $2, $3)');
  const renew = prepare(pool, 'call_renew_v1', RENEW);
  const keepQuality = prepare(pool, 'call_keep_quality_v1', KEEP_QUALITY);
  return {
    async create(state, happenings) {
      const [row] = await create([JSON.stringify(state), JSON.stringify(happenings)]);
      if (row === undefined) throw new Error('create_call_v1 answered nothing');
      return row[0] === 'b' ? 'busy' : { state: readCallState(row, 1), created: row[0] === 'c' };
    },
    async save(state, was, happenings) {
      const [row] = await save([JSON.stringify(state), was, JSON.stringify(happenings)]);
      const saved = SAVED[row?.[0] ?? ''];
      if (saved === undefined) throw new Error('save_call_v1 answered nothing');
      return saved;
    },
    async renew(participantIds, untilMs) {
      if (participantIds.length > 0) await renew([participantIds, isoOf(untilMs)]);
    },
    async keepQuality(callId, participantId, quality) {
      if (isId(callId) && isId(participantId)) await keepQuality([callId, participantId, JSON.stringify(quality)]);
    },
  };
}

function readFirst([row]: readonly TextRow[]): CallState | null {
  return row === undefined ? null : readCallState(row);
}
