import { contiguousTop } from './messages.ts';
import type { State } from './state.ts';

/** Something the state is known to lack, and the request that brings it. */
export type Need =
  | { kind: 'conversation'; conversationId: string; key: string }
  | { kind: 'latest'; conversationId: string; key: string }
  | { kind: 'after'; conversationId: string; seq: number; key: string }
  | { kind: 'changes'; conversationId: string; revision: number; key: string };

/**
 * What must be fetched so that the state is whole (DEL-6): unknown conversations, the thread being opened, seq gaps of
 * opened threads, tops of the others, changes that were missed (DEL-11). `key` changes when a request brought something, so that an answer without progress is not asked for again.
 */
export function needs(state: State): readonly Need[] {
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

function conversation(conversationId: string, basis: string): Need {
  return { kind: 'conversation', conversationId, key: `${conversationId}:snapshot:${basis}` };
}
