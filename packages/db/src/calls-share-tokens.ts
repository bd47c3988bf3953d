import type { ShareToken, ShareTokens } from '@causerie/core';
import type { Pool } from 'pg';
import { isoOf } from './calls-rows.ts';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

const ADD = `
  insert into call_share_tokens (token_hash, id, call_id, created_by_id, created_at, expires_at, revoked_at, single_seat, use_count)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const LIST = `
  select json_build_object(
    'id', t.id, 'callId', t.call_id, 'createdById', t.created_by_id, 'createdAtMs', epoch_ms_v1(t.created_at),
    'expiresAtMs', epoch_ms_v1(t.expires_at), 'revokedAtMs', epoch_ms_v1(t.revoked_at), 'singleSeat', t.single_seat,
    'useCount', t.use_count
  )
  from call_share_tokens t
  where t.call_id = $1
  order by t.created_at desc, t.id desc`;

const REVOKE = `
  update call_share_tokens t set revoked_at = $3
  where t.call_id = $1 and t.id = $2 and t.revoked_at is null
  returning 1`;

/** Of two who come at once, the second looks at the row again when the first has written it. */
const USE = `
  update call_share_tokens t set use_count = t.use_count + 1
  where t.token_hash = $1 and t.revoked_at is null and t.expires_at > $2::timestamptz
    and (not t.single_seat or t.use_count = 0)
  returning t.call_id, t.id`;

/** Links into calls on Postgres. */
export function createShareTokens(pool: Pool): ShareTokens {
  const add = prepare(pool, 'share_token_add_v1', ADD);
  const list = prepare(pool, 'share_token_list_v1', LIST);
  const revoke = prepare(pool, 'share_token_revoke_v1', REVOKE);
  const use = prepare(pool, 'share_token_use_v1', USE);
  return {
    async add({ hash, id, callId, createdById, createdAtMs, expiresAtMs, revokedAtMs, singleSeat, useCount }) {
      const times = [isoOf(createdAtMs), isoOf(expiresAtMs), revokedAtMs === null ? null : isoOf(revokedAtMs)];
      await add([hash, id, callId, createdById, ...times, singleSeat, useCount]);
    },
    async list(callId) {
      const rows = isId(callId) ? await list([callId]) : [];
      return rows.map((row) => JSON.parse(required(row, 0)) as ShareToken);
    },
    revoke: async (callId, id, nowMs) =>
      isId(callId) && isId(id) && (await revoke([callId, id, isoOf(nowMs)])).length > 0,
    async use(hash, nowMs) {
      const [row] = await use([hash, isoOf(nowMs)]);
      return row === undefined ? null : { callId: required(row, 0), tokenId: required(row, 1) };
    },
  };
}
