import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCallCensus, createCalls, createRepositories } from '../src/index.ts';
import { created, ended, NOTHING, ringing, saved, START_MS, withParty, type CallPair } from './calls-scene.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { newPair } from './scene.ts';

/** Calls that ended, a minute apart, each between one of many professionals and one of many clients. */
const CALLS = 30_000;
const PEOPLE = 300;
/** Calls that live, each with somebody in it who is heard of. */
const LIVE = 250;
/** Rows that one question may read, of the many. */
const READ_MAX = 400;
const MINUTE_MS = 60_000;

const FILL_PEOPLE = `
  insert into people (id, side, subject)
  select gen_random_uuid(), side, 'many-' || i
  from generate_series(0, $1::integer) i, unnest(array['professional', 'client']) side`;

/** Calls of a minute each; the last ones live. */
const FILL_CALLS = `
  with ends as (
    select p.id as professional, c.id as client, row_number() over (order by p.id) - 1 as place
    from people p join people c on c.subject = p.subject and c.side = 'client'
    where p.side = 'professional' and p.subject like 'many-%'
  ),
  made as (
    insert into calls (id, kind, mode, topology, status, end_reason, initiator_id, host_id, conference_code, version,
      created_at, answered_at, ended_at, expires_at)
    select gen_random_uuid(), 'video', 'room', 'mesh', case when i < $2 then 'active' else 'ended' end,
      case when i >= $2 then 'completed' end, gen_random_uuid(), gen_random_uuid(), i::text, 1, at, at,
      case when i >= $2 then at + interval '1 minute' end, at + interval '12 hours'
    from generate_series(0, $1::integer) i, lateral (select $3::timestamptz - i * interval '1 minute' as at) moment
    returning id, status, created_at, conference_code::integer as place
  )
  insert into call_participants (id, call_id, place, person_id, role, state, media, lease_until, live, call_created_at)
  select gen_random_uuid(), m.id, s.place, case s.side when 'client' then e.client else e.professional end, s.side,
    case when m.status = 'active' and s.side = 'client' then 'joined' else 'left' end, '{}',
    case when m.status = 'active' then $3::timestamptz + interval '1 hour' end, m.status <> 'ended', m.created_at
  from made m
  join ends e on e.place = m.place % $4::integer
  cross join (values ('professional', 1), ('client', 2)) s (side, place)`;

let database: TestDatabase;
let calls: ReturnType<typeof createCalls>;
let someone: CallPair;

beforeAll(async () => {
  // One connection: the server counts what is read within a transaction for the connection alone.
  database = await createTestDatabase(1);
  const { pool } = database;
  calls = createCalls(pool);
  await pool.query(FILL_PEOPLE, [PEOPLE]);
  await pool.query(FILL_CALLS, [CALLS, LIVE, new Date(START_MS).toISOString(), PEOPLE]);
  await pool.query(`insert into call_events (call_id, seq, kind) select id, 1, 'created' from calls`);
  const { professional, client, conversation } = await newPair(createRepositories(pool));
  someone = { professional, client, conversationId: conversation.id };
  for (let index = 0; index < 60; index++) {
    const call = withParty(ringing(someone, { createdAtMs: START_MS - index * MINUTE_MS }), 1, {
      state: index % 6 === 0 ? 'missed' : 'left',
    });
    await created(calls, ended(call));
  }
  await pool.query('vacuum analyze calls, call_participants, call_events, people');
});
afterAll(() => database.drop());

/** Whole tables and rows that were read meanwhile; what was written is undone. */
async function reads(ask: () => Promise<unknown>): Promise<{ tables: number; rows: number }> {
  await database.pool.query('begin');
  const before = await readSoFar();
  await ask();
  const after = await readSoFar();
  await database.pool.query('rollback');
  return { tables: after.tables - before.tables, rows: after.rows - before.rows };
}

async function readSoFar(): Promise<{ tables: number; rows: number }> {
  const { rows } = await database.pool.query<{ tables: string; rows: string }>(
    `select sum(seq_scan) as tables, sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as rows
     from pg_stat_xact_user_tables where relname in ('calls', 'call_participants', 'call_events')`,
  );
  return { tables: Number(rows[0]?.tables), rows: Number(rows[0]?.rows) };
}

describe('among many calls', () => {
  const questions: ReadonlyArray<readonly [string, () => Promise<unknown>]> = [
    ['the live ones of a person', () => calls.liveOf(someone.client.id)],
    ['the live one of a conversation', () => calls.liveIn(someone.conversationId)],
    ['whether somebody takes part elsewhere', () => calls.isElsewhere(someone.client.id, null)],
    ['the room with a code', () => calls.byCode('7')],
    ['what is due, when nothing is', () => calls.due(START_MS - 6 * 60 * MINUTE_MS, 100)],
    ['what is due, when everything is', () => calls.due(START_MS + 24 * 60 * MINUTE_MS, 20)],
    ['a page of a history', () => historyOf({})],
    ['a page of what was missed', () => historyOf({ missed: true })],
    ['a page of one conversation', () => historyOf({ conversationId: someone.conversationId })],
    ['what was missed in one', () => historyOf({ conversationId: someone.conversationId, missed: true })],
    ['figures of a person', () => calls.figures({ personId: someone.client.id, ...range(60) })],
    ['figures of all in ten minutes', () => calls.figures({ personId: null, ...range(10) })],
    ['how many there are at the moment', () => createCallCensus(database.pool).now()],
    ['a call that begins', () => calls.create(ringing(someone), NOTHING)],
  ];

  it.each(questions)('%s: found by indexes', async (_, ask) => {
    // The server plans a statement anew for the first five times, and may then keep another plan.
    for (let time = 0; time < 7; time++) {
      const { tables, rows } = await reads(ask);
      expect(tables).toBe(0);
      expect(rows).toBeGreaterThanOrEqual(0);
      expect(rows).toBeLessThan(READ_MAX);
    }
  });

  it('a call that changes is written by indexes', async () => {
    const call = await created(calls, ringing(someone));
    const ids = call.parties.map(({ id }) => id);
    for (let time = 0; time < 7; time++) {
      const { tables, rows } = await reads(async () => {
        await saved(calls, withParty(call, 1, { state: 'ringing' }));
        await calls.renew(ids, START_MS + 2 * 60 * MINUTE_MS);
        await calls.keepQuality(call.id, ids[0] ?? '', {
          setupMs: 1,
          path: null,
          transport: null,
          rttMs: null,
          loss: null,
          steps: [],
        });
        await calls.find(call.id);
      });
      expect(tables).toBe(0);
      expect(rows).toBeGreaterThan(0);
      expect(rows).toBeLessThan(READ_MAX);
    }
  });
});

function range(minutes: number): { fromMs: number; toMs: number } {
  return { fromMs: START_MS - minutes * MINUTE_MS, toMs: START_MS };
}

/** The second page, which begins in the middle. */
async function historyOf(query: { conversationId?: string; missed?: boolean }): Promise<unknown> {
  const asked = { personId: someone.client.id, limit: 5, ...query };
  const { items, nextCursor } = await calls.history(asked);
  if (nextCursor === null) throw new Error('There is one page');
  return [items, await calls.history({ ...asked, cursor: nextCursor })];
}
