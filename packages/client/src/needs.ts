import { type Limits, LIMITS } from './limits.ts';
import { contiguousTop, holdsAll } from './messages.ts';
import type { ConversationEntry, Shown, State } from './state.ts';

/** Something the state is known to lack, and the request that brings it. */
export type Need =
  | { kind: 'conversation'; conversationId: string; key: string }
  | { kind: 'latest'; conversationId: string; key: string }
  | { kind: 'after'; conversationId: string; seq: number; key: string }
  | { kind: 'older'; conversationId: string; seq: number; limit: number; key: string }
  | { kind: 'changes'; conversationId: string; revision: number; key: string };

/**
 * What must be fetched so that the state is whole (DEL-6): unknown conversations, the thread being opened, seq gaps of
 * opened threads, tops of the others, changes that were missed (DEL-11), pages that are looked at. `key` changes when a request brought something, so that an answer without progress is not asked for again.
 */
export function needs(state: State, limits: Limits = LIMITS): readonly Need[] {
  const found: Need[] = Object.keys(state.unknown).map((id) => conversation(id, `unknown:${state.unknown[id]}`));
  const openId = state.openConversationId;
  if (openId !== null && state.list.loaded) {
    const open = state.conversations[openId];
    if (open === undefined) found.push(conversation(openId, 'unknown'));
    else if (open.floorSeq === null) {
      return [...found, { kind: 'latest', conversationId: openId, key: `${openId}:latest` }];
    }
  }
  for (const entry of Object.values(state.conversations)) {
    const { changes, counted, floorSeq, topSeq, id } = entry;
    const shown = state.shown[id];
    if (floorSeq !== null && shown !== undefined) found.push(...olderPages(entry, floorSeq, shown, limits));
    if (floorSeq !== null) {
      const top = contiguousTop(entry.messages, floorSeq);
      if (top < topSeq) {
        found.push({ kind: 'after', conversationId: id, seq: top, key: `${id}:after:${top}:${topSeq}` });
        continue;
      }
    }
    if (counted.lastSeq < topSeq || !counted.exact) {
      found.push(conversation(id, `${counted.readSeq}:${counted.lastSeq}:${topSeq}`));
    } else if (changes.revision < changes.top) {
      const { revision, top } = changes;
      found.push({ kind: 'changes', conversationId: id, revision, key: `${id}:changes:${revision}:${top}` });
    }
  }
  return found;
}

/**
 * The pages that what is looked at lacks, those in view first. Their bounds do not depend on where somebody scrolls, so that the
 * same messages are not asked for twice in different cuts.
 */
function olderPages(
  { id, messages }: ConversationEntry,
  floorSeq: number,
  shown: Shown,
  { margin, page }: Limits,
): readonly Need[] {
  const pageOf = (seq: number) => Math.floor((seq - 1) / page);
  const [first, last] = [
    pageOf(Math.max(1, shown.fromSeq - margin)),
    pageOf(Math.min(shown.toSeq + margin, floorSeq - 1)),
  ];
  const inView = (number: number) => number >= pageOf(shown.fromSeq) && number <= pageOf(shown.toSeq);
  const found: (Need & { number: number })[] = [];
  for (let number = first; number <= last; number += 1) {
    const seq = number * page;
    const limit = Math.min(page, floorSeq - 1 - seq);
    if (holdsAll(messages, seq + 1, seq + limit)) continue;
    found.push({ kind: 'older', conversationId: id, seq, limit, number, key: `${id}:older:${number}` });
  }
  return found.toSorted((a, b) => Number(inView(b.number)) - Number(inView(a.number)));
}

function conversation(conversationId: string, basis: string): Need {
  return { kind: 'conversation', conversationId, key: `${conversationId}:snapshot:${basis}` };
}
