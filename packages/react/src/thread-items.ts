import type { ThreadLine } from '@causerie/client';

/** Messages of one author within this time stand together. */
const GROUP_MAX_MS = 5 * 60_000;

/** What a thread shows from top to bottom. */
export type ThreadItem =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'line'; key: string; line: ThreadLine; startsGroup: boolean; endsGroup: boolean };

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
 * Puts day headings, the unread line and groups into a list of lines. Pure, so that it can be tested line by line.
 * `dividerAfterSeq` is the read marker after which the unread line stands, before the first message of others.
 */
export function threadItems(
  lines: readonly ThreadLine[],
  dividerAfterSeq: number | null,
  dayKey: (iso: string) => string,
): readonly ThreadItem[] {
  const items: ThreadItem[] = [];
  let before: ThreadLine | null = null;
  let divided = dividerAfterSeq === null;
  for (const [index, line] of lines.entries()) {
    const newDay = before === null || dayKey(lineAt(before)) !== dayKey(lineAt(line));
    if (newDay) items.push({ kind: 'day', key: `day-${lineAt(line)}`, at: lineAt(line) });
    const divides: boolean =
      !divided && line.kind === 'message' && !line.mine && line.message.seq > (dividerAfterSeq ?? 0);
    if (divides) {
      items.push({ kind: 'unread', key: 'unread' });
      divided = true;
    }
    const next = lines[index + 1];
    const startsGroup: boolean = newDay || divides || before === null || !together(before, line);
    const endsGroup = next === undefined || dayKey(lineAt(next)) !== dayKey(lineAt(line)) || !together(line, next);
    items.push({ kind: 'line', key: line.key, line, startsGroup, endsGroup });
    before = line;
  }
  return items;
}

function together(first: ThreadLine, second: ThreadLine): boolean {
  if (voice(first) !== voice(second) || voice(first) === 'system') return false;
  return Math.abs(Date.parse(lineAt(second)) - Date.parse(lineAt(first))) <= GROUP_MAX_MS;
}
