import type { Participant } from '@causerie/contracts';
import type { MarkerMove, Receipts } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

const MARKER_MAX = 2_147_483_647;

/**
 * Of each person the first steps at or above the range: as many as it is long reach beyond its end. One row without a step
 * tells a participant that nobody has read anything there.
 */
const READ_STEPS = `
  select step.person_id, step.up_to_seq, iso_instant(step.at)
  from participants me
  join conversations c on c.id = me.conversation_id and c.deleted_at is null
  left join lateral (
    select p.person_id, taken.up_to_seq, taken.at
    from participants p
    cross join lateral (
      select r.up_to_seq, r.at
      from receipts r
      where r.conversation_id = p.conversation_id and r.reader_id = p.person_id and r.kind = 'read' and r.up_to_seq >= $3
      order by r.up_to_seq
      limit greatest($4::bigint - $3::bigint + 1, 0)
    ) taken
    where p.conversation_id = c.id and p.left_at is null
  ) step on true
  where me.conversation_id = $1 and me.person_id = $2 and me.left_at is null
  order by step.up_to_seq, step.person_id`;

/** The two markers on Postgres. */
export function createReceipts(pool: Pool): Receipts {
  const statement = prepare(pool, 'move_marker_v2', 'select * from move_marker_v2($1, $2, $3, $4)');
  const readSteps = prepare(pool, 'read_steps_v1', READ_STEPS);

  async function move(
    marker: 'read' | 'delivered',
    { conversationId, personId, upToSeq }: { conversationId: string; personId: string; upToSeq: number },
  ): Promise<MarkerMove | null> {
    if (!isId(conversationId) || !isId(personId)) return null;
    const [row] = await statement([conversationId, personId, marker, Math.min(upToSeq, MARKER_MAX)]);
    if (row === undefined) return null;
    const readMessages = row[6] ?? null;
    return {
      moved: row[0] === 't',
      fromSeq: Number(row[1]),
      updatedCount: Number(row[2]),
      conversation: { id: conversationId.toLowerCase(), number: Number(row[3]) },
      audience: required(row, 4).split(','),
      participant: JSON.parse(required(row, 5)) as Participant,
      ...(readMessages === null
        ? {}
        : { readMessages: JSON.parse(readMessages) as Array<{ id: string; seq: number }> }),
    };
  }

  return {
    markRead: (input) => move('read', input),
    markDelivered: (input) => move('delivered', input),
    async readSteps({ conversationId, personId, fromSeq, toSeq }) {
      if (!isId(conversationId) || !isId(personId)) return null;
      const rows = await readSteps([conversationId, personId, fromSeq, toSeq]);
      if (rows.length === 0) return null;
      return rows
        .filter((row) => row[0] !== null)
        .map((row) => ({ personId: required(row, 0), upToSeq: Number(row[1]), at: required(row, 2) }));
    },
  };
}
