import type { ForwardedCalls } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

const LIVE = `
  select c.id from calls c
  where c.topology = 'sfu' and c.status <> 'ended'
    and exists (select 1 from call_participants p where p.call_id = c.id and p.live and p.state = 'joined')
  limit $1`;

/** The calls whose media the server forwards. */
export function createForwardedCalls(pool: Pool): ForwardedCalls {
  const live = prepare(pool, 'call_forwarded_v1', LIVE);
  return {
    async live(limit) {
      const rows = await live([limit]);
      return rows.map((row) => required(row, 0));
    },
  };
}
