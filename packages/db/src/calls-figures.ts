import { CallEndReason } from '@causerie/contracts';
import type { CallFigures, Calls } from '@causerie/core';
import type { Pool } from 'pg';
import { isoOf } from './calls-rows.ts';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

/** Figures over `parts`: rows of calls with their participants, all of them or those of one person. */
const over = (parts: string, missed: string): string => `
  with parts as materialized (
    select c.id, c.end_reason, c.answered_at, c.ended_at, p.state, p.quality
    ${parts} and c.status = 'ended'
  ),
  ended as (
    select
      min(end_reason) as end_reason, bool_or(state = 'missed') as missed, min(answered_at) as answered_at,
      epoch_ms_v1(min(ended_at)) - epoch_ms_v1(min(answered_at)) as duration
    from parts group by id
  ),
  measured as (
    select (quality ->> 'setupMs')::double precision as setup, quality ->> 'path' as path
    from parts where quality is not null
  ),
  reasons as (select end_reason, count(*) as calls from ended group by end_reason)
  select json_build_object(
    'total', (select count(*) from ended),
    'answered', (select count(answered_at) from ended),
    'missed', (select count(*) from ended where missed ${missed}),
    'durationMs', (
      select json_build_object(
        'total', coalesce(sum(duration), 0), 'mean', coalesce(round(avg(duration)), 0),
        'p95', coalesce(percentile_disc(0.95) within group (order by duration), 0)
      )
      from ended where answered_at is not null
    ),
    'setupMs', (
      select json_build_object(
        'p50', percentile_disc(0.5) within group (order by setup),
        'p95', percentile_disc(0.95) within group (order by setup)
      )
      from measured
    ),
    'relayShare', (select avg((path = 'relay')::integer)::double precision from measured),
    'byReason', (select coalesce(json_object_agg(end_reason, calls), '{}') from reasons)
  )`;

const OF_PERSON = over(
  `from call_participants p join calls c on c.id = p.call_id
    where p.person_id = $1 and p.call_created_at >= $2::timestamptz and p.call_created_at < $3::timestamptz`,
  '',
);
/** What some of many missed was not missed by all: among everybody's, a call that was answered counts as that alone. */
const OF_ALL = over(
  `from calls c join call_participants p on p.call_id = c.id
    where c.created_at >= $1::timestamptz and c.created_at < $2::timestamptz`,
  'and answered_at is null',
);

/** See {@link Calls.figures}. */
export function createCallFigures(pool: Pool): Calls['figures'] {
  const ofPerson = prepare(pool, 'call_figures_v1', OF_PERSON);
  const ofAll = prepare(pool, 'call_figures_of_all_v1', OF_ALL);
  return async ({ personId, fromMs, toMs }) => {
    const range = [isoOf(fromMs), isoOf(toMs)];
    // Nobody's calls are none.
    const [row] = personId === null ? await ofAll(range) : await ofPerson([isId(personId) ? personId : null, ...range]);
    if (row === undefined) throw new Error('The figures of calls answered nothing');
    const figures = JSON.parse(required(row, 0)) as CallFigures;
    const none = Object.fromEntries(CallEndReason.options.map((reason) => [reason, 0])) as CallFigures['byReason'];
    return { ...figures, byReason: { ...none, ...figures.byReason } };
  };
}
