import type { SeenMessage } from './history.ts';

/** What one client holds: its conversations as the doors showed them. */
export interface View {
  /** Takes a message in; the first one at a place stays. */
  take(message: SeenMessage): void;
  /** The server said by itself that a conversation goes up to here. */
  hint(conversation: string, seq: number): void;
  /** Highest seq up to which nothing is missing. */
  completeTo(conversation: string): number;
  /** Highest seq that the server told of by itself. */
  hinted(conversation: string): number;
  /** Everything held of a conversation, ascending. */
  messages(conversation: string): SeenMessage[];
}

interface Held {
  bySeq: Map<number, SeenMessage>;
  completeTo: number;
  hinted: number;
}

/** An empty view. */
export function makeView(): View {
  const conversations = new Map<string, Held>();
  const held = (conversation: string): Held => {
    let found = conversations.get(conversation);
    if (found === undefined) {
      found = { bySeq: new Map(), completeTo: 0, hinted: 0 };
      conversations.set(conversation, found);
    }
    return found;
  };
  return {
    take(message) {
      // Some dialects show a message without its place; the place is known when the whole log is read.
      if (message.seq < 1) return;
      const found = held(message.conversation);
      if (!found.bySeq.has(message.seq)) found.bySeq.set(message.seq, message);
      while (found.bySeq.has(found.completeTo + 1)) found.completeTo++;
    },
    hint(conversation, seq) {
      const found = held(conversation);
      found.hinted = Math.max(found.hinted, seq);
    },
    completeTo: (conversation) => held(conversation).completeTo,
    hinted: (conversation) => held(conversation).hinted,
    messages: (conversation) => [...held(conversation).bySeq.values()].toSorted((a, b) => a.seq - b.seq),
  };
}
