import type { CallAppointments } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

const TIME_OF = `
  select json_build_object('startsAtMs', epoch_ms_v1(a.starts_at), 'endsAtMs', epoch_ms_v1(a.ends_at))
  from appointments a
  where a.conversation_id = $1 and a.cancelled_at is null`;

/** When the appointments of conversations are, on Postgres. */
export function createCallAppointments(pool: Pool): CallAppointments {
  const timeOf = prepare(pool, 'call_appointment_v1', TIME_OF);
  return {
    async timeOf(conversationId) {
      const [row] = isId(conversationId) ? await timeOf([conversationId]) : [];
      return row === undefined
        ? null
        : (JSON.parse(required(row, 0)) as { startsAtMs: number; endsAtMs: number | null });
    },
  };
}
