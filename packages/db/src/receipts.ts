import type { Participant } from '@causerie/contracts';
import type { MarkerMove, Receipts } from '@causerie/core';
import type { Pool } from 'pg';
import { isId } from './ids.ts';
import { prepare, required } from './prepared.ts';

const MARKER_MAX = 2_147_483_647;

/** The two markers on Postgres. */
export function createReceipts(pool: Pool): Receipts {
  const statement = prepare(pool, 'move_marker_v1', 'select * from move_marker_v1($1, $2, $3, $4)');

  async function move(
    marker: 'read' | 'delivered',
    { conversationId, personId, upToSeq }: { conversationId: string; personId: string; upToSeq: number },
  ): Promise<MarkerMove | null> {
    if (!isId(conversationId) || !isId(personId)) return null;
    const [row] = await statement([conversationId, personId, marker, Math.min(upToSeq, MARKER_MAX)]);
    if (row === undefined) return null;
    return {
      moved: row[0] === 't',
      fromSeq: Number(row[1]),
      updatedCount: Number(row[2]),
      conversation: { id: conversationId.toLowerCase(), number: Number(row[3]) },
      audience: required(row, 4).split(','),
      participant: JSON.parse(required(row, 5)) as Participant,
    };
  }

  return {
    markRead: (input) => move('read', input),
    markDelivered: (input) => move('delivered', input),
  };
}
