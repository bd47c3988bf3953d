import type { Clock } from '../environment.ts';
import { createValue, type Observable } from '../observable.ts';
import type { Kept } from './outbox-storage.ts';

/** What is typed is kept after a pause, not at every key. */
const KEEP_AFTER_MS = 400;

/** Unsent texts by conversation id. They survive a closed page where unsent messages do (`State.outbox`). */
export interface Drafts extends Observable<Readonly<Record<string, string>>> {
  /** Empty when there is none. */
  get(conversationId: string): string;
  /** An empty text forgets the draft. */
  set(conversationId: string, text: string): void;
}

/** Drafts with what their owner does to them. */
export interface OwnDrafts {
  drafts: Drafts;
  /** What is kept can be written to; `loaded` is what was kept before. What was typed meanwhile is newer. */
  attach(kept: Pick<Kept, 'put' | 'remove'>, loaded: Readonly<Record<string, string>>): void;
  /** Keeps what waits for a pause, now. */
  flush(): void;
  /** Nothing can be written to any more; the texts of this page and what is kept stay. */
  detach(): void;
  /** Forgets the texts of this page; what is kept stays. */
  clear(): void;
}

const PREFIX = 'draft/';

/** The conversation whose draft lies under this id; null when something else does. */
export function draftConversation(id: string): string | null {
  return id.startsWith(PREFIX) ? id.slice(PREFIX.length) : null;
}

/** The drafts among what was found, by conversation. */
export function draftsIn(found: ReadonlyMap<string, string>): Record<string, string> {
  const drafts: Record<string, string> = {};
  for (const [id, text] of found) {
    const conversationId = draftConversation(id);
    if (conversationId !== null) drafts[conversationId] = text;
  }
  return drafts;
}

/** Builds the drafts, in memory until {@link OwnDrafts.attach}. `onFailure` is called when one could not be kept. */
export function createDrafts(clock: Clock, onFailure: () => void): OwnDrafts {
  const texts = createValue<Readonly<Record<string, string>>>({});
  const unkept = new Set<string>();
  let kept: Pick<Kept, 'put' | 'remove'> | null = null;
  let timer: unknown = null;

  function flush(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    if (kept === null) return;
    for (const conversationId of unkept) {
      const text = texts.getSnapshot()[conversationId];
      const id = `${PREFIX}${conversationId}`;
      (text === undefined ? kept.remove(id) : kept.put(id, text)).catch(onFailure);
    }
    unkept.clear();
  }

  return {
    flush,
    drafts: {
      getSnapshot: texts.getSnapshot,
      subscribe: texts.subscribe,
      get: (conversationId) => texts.getSnapshot()[conversationId] ?? '',
      set(conversationId, text) {
        const { [conversationId]: before = '', ...others } = texts.getSnapshot();
        if (before === text) return;
        texts.set(text === '' ? others : { ...others, [conversationId]: text });
        unkept.add(conversationId);
        if (timer !== null) clock.clearTimeout(timer);
        timer = clock.setTimeout(flush, KEEP_AFTER_MS);
      },
    },
    attach(to, loaded) {
      kept = to;
      const older = Object.entries(loaded).filter(([conversationId]) => !unkept.has(conversationId));
      if (older.length > 0) texts.set({ ...Object.fromEntries(older), ...texts.getSnapshot() });
      flush();
    },
    detach() {
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      kept = null;
    },
    clear() {
      unkept.clear();
      texts.set({});
    },
  };
}
