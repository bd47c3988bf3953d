import { type ConversationEntry, heldTop, lineOf, pendingLineOf, type Person } from '@causerie/client';
import type { Neighbour } from '../../thread-items.ts';

/** The rows of a thread: row 0 says how it begins, then one per seq, held or not, then one per message that waits. */
export interface Rows {
  /** Rows altogether. */
  count: number;
  /** The line of a row: null where its message is not held, undefined where there is none. */
  lineAt(row: number): Neighbour;
  /** The seq of a row; for those of waiting messages, the last one. */
  seqOf(row: number): number;
  rowOf(seq: number): number;
}

/** Numbers the rows of a thread whose first row of a message has the seq `base` + 1. */
export function rowsOf(entry: ConversationEntry, me: Person, base: number): Rows {
  const topSeq = Math.max(base, heldTop(entry));
  const committed = topSeq - base;
  return {
    count: 1 + committed + entry.pending.length,
    lineAt(row) {
      if (row <= 0) return base === 0 ? undefined : null;
      if (row <= committed) return lineOf(entry, base + row, me.id);
      const pending = entry.pending[row - committed - 1];
      return pending === undefined ? undefined : pendingLineOf(pending);
    },
    seqOf: (row) => Math.max(1, base + Math.min(row, committed)),
    rowOf: (seq) => Math.min(Math.max(0, seq - base), committed),
  };
}

/** When the last line was read, if it is mine and everybody read it; the latest of the markers that reached it. */
export function lastReadAt(rows: Rows, entry: ConversationEntry, myId: string): string | null {
  const last = rows.lineAt(rows.count - 1);
  if (last?.kind !== 'message' || !last.mine || last.status !== 'read') return null;
  const times = entry.markers.filter(({ person }) => person.id !== myId).map((markers) => markers.readAt ?? '');
  const at = times.toSorted().at(-1) ?? '';
  return at === '' ? null : at;
}
