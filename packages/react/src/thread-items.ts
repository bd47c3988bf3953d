import type { ThreadLine } from '@causerie/client';

/** Messages of one author within this time stand together. */
const GROUP_MAX_MS = 5 * 60_000;

/** How a line stands among its neighbours. */
export interface ThreadItem {
  /** The instant whose day is written above the line, when its day begins there. */
  day: string | null;
  startsGroup: boolean;
  endsGroup: boolean;
}

/** A line next to another one: null where it is not held, undefined where the thread begins or ends. */
export type Neighbour = ThreadLine | null | undefined;

/** When a line was written. */
export function lineAt(line: ThreadLine): string {
  return line.kind === 'message' ? line.message.createdAt : line.pending.createdAt;
}

/** Whose line it is: an author id, `me`, or `system`. */
function voice(line: ThreadLine): string {
  if (line.kind === 'pending' || line.mine) return 'me';
  return line.message.author?.id ?? 'system';
}

/**
 * Finds day headings and groups, from the two neighbours alone, so that any part of a thread can be drawn without the rest. Where the line
 * above is not held, nobody knows yet whether a day begins.
 */
export function threadItem(
  before: Neighbour,
  line: ThreadLine,
  after: Neighbour,
  { divides, dayKey }: { divides: boolean; dayKey: (iso: string) => string },
): ThreadItem {
  const sameDay = (a: ThreadLine, b: ThreadLine) => dayKey(lineAt(a)) === dayKey(lineAt(b));
  const newDay = before === undefined || (before !== null && !sameDay(before, line));
  const follows = before !== undefined && before !== null && together(before, line);
  const goesOn = after !== undefined && after !== null && sameDay(line, after) && together(line, after);
  return { day: newDay ? lineAt(line) : null, startsGroup: newDay || divides || !follows, endsGroup: !goesOn };
}

/**
 * Above which seq the unread line stands: the first message of others after the read marker, past my own; null while that is not
 * known. `lineAtSeq` gives the line of a seq that is held.
 */
export function unreadLineAt(afterSeq: number, lineAtSeq: (seq: number) => ThreadLine | null): number | null {
  for (let seq = afterSeq + 1; ; seq += 1) {
    const line = lineAtSeq(seq);
    if (line?.kind !== 'message') return null;
    if (!line.mine) return seq;
  }
}

function together(first: ThreadLine, second: ThreadLine): boolean {
  if (voice(first) !== voice(second) || voice(first) === 'system') return false;
  return Math.abs(Date.parse(lineAt(second)) - Date.parse(lineAt(first))) <= GROUP_MAX_MS;
}
