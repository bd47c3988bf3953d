import type { Revocations } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

/** Withdrawn tokens on Postgres. */
export function createRevocations(pool: Pool): Revocations {
  const revoke = prepare(
    pool,
    'revoke_tokens_v1',
    `update people p set revoked_up_to = greatest(p.revoked_up_to, to_timestamp($2::float8 / 1000)) where p.id = $1`,
  );
  const among = prepare(
    pool,
    'revoked_among_v1',
    `select p.id, (extract(epoch from p.revoked_up_to) * 1000)::bigint
    from people p where p.id = any ($1::uuid[]) and p.revoked_up_to is not null`,
  );
  return {
    async revoke(personId, upToMs) {
      if (isId(personId)) await revoke([personId, upToMs]);
    },
    async among(personIds) {
      if (personIds.length === 0) return new Map();
      const rows = await among([personIds]);
      return new Map(rows.map((row) => [required(row, 0), Number(row[1])]));
    },
  };
}
