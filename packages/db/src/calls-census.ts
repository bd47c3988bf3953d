import type { CallCensus } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare } from './prepared.ts';

/** Live calls are few and have an index of their own. */
const NOW = `
  select
    count(*) filter (where c.status = 'ringing'),
    count(*) filter (where c.status = 'active'),
    (select count(*) from call_participants p where p.live and p.state = 'waiting' and p.person_id is null)
  from calls c
  where c.status <> 'ended'`;

/** Counts of live calls on Postgres. */
export function createCallCensus(pool: Pool): CallCensus {
  const now = prepare(pool, 'call_census_v1', NOW);
  return {
    async now() {
      const [row = []] = await now([]);
      const [ringing, active, guestsWaiting] = row.map(Number);
      return { ringing: ringing ?? 0, active: active ?? 0, guestsWaiting: guestsWaiting ?? 0 };
    },
  };
}
