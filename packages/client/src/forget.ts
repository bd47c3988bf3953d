import { forgetChanges } from './changes.ts';
import type { Limits } from './limits.ts';
import { contiguousBottom, contiguousTop } from './messages.ts';
import type { ConversationEntry, Shown } from './state.ts';

/** How much forgetting leaves, so that it does not happen again at the very next message. */
const LEFT_OVER = 0.75;

/** Brings a conversation back within its limits. What is forgotten can be asked for again: the log keeps it for ever. */
export function keepWithin(entry: ConversationEntry, shown: Shown | undefined, limits: Limits): ConversationEntry {
  const changes = forgetChanges(entry.changes, limits.changes);
  const within = changes === entry.changes ? entry : { ...entry, changes };
  if (entry.messages.length <= limits.held) return within;
  return forget(within, Math.floor(limits.held * LEFT_OVER), shown, limits.newest);
}

/** Forgets all but the newest messages: of a thread that nobody looks at, no more is needed. */
export function keepNewest(entry: ConversationEntry, newest: number): ConversationEntry {
  const { floorSeq, messages } = entry;
  if (floorSeq === null) return entry;
  const top = contiguousTop(messages, floorSeq);
  const remaining = messages.filter(({ seq }) => seq > top - newest && seq >= floorSeq);
  if (remaining.length === messages.length) return entry;
  return { ...entry, messages: remaining, floorSeq: Math.max(floorSeq, top - newest + 1) };
}

/**
 * Forgets all but `left` messages: the newest ones without a gap stay, then whatever is nearest to what is looked at.
 * The unread count does not suffer, because messages are counted when they come.
 */
function forget(entry: ConversationEntry, left: number, shown: Shown | undefined, newest: number): ConversationEntry {
  const { floorSeq, messages } = entry;
  if (floorSeq === null || messages.length <= left) return entry;
  const top = contiguousTop(messages, floorSeq);
  const { fromSeq, toSeq } = shown ?? { fromSeq: top, toSeq: top };
  const rank = (seq: number) => (seq <= top && seq > top - newest ? -1 : Math.max(fromSeq - seq, seq - toSeq, 0));
  const kept = messages
    .map(({ seq }, index) => ({ index, rank: rank(seq) }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, left)
    .map(({ index }) => index);
  const stays = new Set(kept);
  const remaining = messages.filter((_, index) => stays.has(index));
  return {
    ...entry,
    messages: remaining,
    floorSeq: top < floorSeq ? floorSeq : contiguousBottom(remaining, top),
  };
}
