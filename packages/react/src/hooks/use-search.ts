import { CauserieError, type Failure, type Loading } from '@causerie/client';
import { useCallback, useEffect, useState } from 'react';

/** The server is asked when the person pauses, not at every letter. */
const PAUSE_MS = 200;

/** A page of anything that is looked for. */
export interface FoundPage<Item> {
  items: readonly Item[];
  nextCursor: string | null;
}

/** What was found so far. */
export interface Found<Item> {
  items: readonly Item[];
  loading: Loading;
  /** False until the first answer to this question came. */
  loaded: boolean;
  failure: Failure | null;
  hasMore: boolean;
  loadMore(): void;
  retry(): void;
}

/** Asks the server for a page. */
type Ask<Item> = (question: string, cursor: string | null) => Promise<FoundPage<Item>>;

interface Answer<Item> {
  question: string;
  /** Who was asked: what is found for one person is nothing to the next. */
  ask: Ask<Item>;
  items: readonly Item[];
  nextCursor: string | null;
  failure: Failure | null;
  /** Which page is asked for; null when none is. */
  asking: { cursor: string | null } | null;
}

/**
 * Asks a question page by page, again whenever it changes, and drops answers to earlier ones. `question` is null while there is
 * nothing to ask; `ask` must be stable as long as the question means the same.
 */
export function useFound<Item>(question: string | null, ask: Ask<Item>): Found<Item> {
  const [answer, setAnswer] = useState<Answer<Item>>(() => fresh(question ?? '', ask));
  const isCurrent = answer.question === (question ?? '') && answer.ask === ask;
  const current = isCurrent ? answer : fresh(question ?? '', ask);
  if (current !== answer) setAnswer(current);
  const { asking } = current;
  useEffect(() => {
    if (question === null || asking === null) return;
    let outdated = false;
    const settle = (change: (before: Answer<Item>) => Answer<Item>): void => {
      if (outdated) return;
      setAnswer((before) => (before.question === question && before.ask === ask ? change(before) : before));
    };
    const run = async (): Promise<void> => {
      try {
        const { items, nextCursor } = await ask(question, asking.cursor);
        settle((before) => ({
          ...before,
          items: asking.cursor === null ? items : [...before.items, ...items],
          nextCursor,
          failure: null,
          asking: null,
        }));
      } catch (error) {
        if (!(error instanceof CauserieError)) throw error;
        const { failure } = error;
        settle((before) => ({ ...before, failure, asking: null }));
      }
    };
    const timer = setTimeout(() => void run(), asking.cursor === null ? PAUSE_MS : 0);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [question, asking, ask]);

  const loadMore = useCallback(
    () =>
      setAnswer((before) =>
        before.asking !== null || before.nextCursor === null
          ? before
          : { ...before, asking: { cursor: before.nextCursor } },
      ),
    [],
  );
  const retry = useCallback(
    () => setAnswer((before) => ({ ...before, failure: null, asking: { cursor: before.nextCursor } })),
    [],
  );
  const isAsking = question !== null && asking !== null;
  return {
    items: current.items,
    loading: current.failure !== null ? 'failed' : isAsking ? 'loading' : 'idle',
    loaded: question === null || current.items.length > 0 || (asking === null && current.failure === null),
    failure: current.failure,
    hasMore: current.nextCursor !== null,
    loadMore,
    retry,
  };
}

function fresh<Item>(question: string, ask: Ask<Item>): Answer<Item> {
  return { question, ask, items: [], nextCursor: null, failure: null, asking: { cursor: null } };
}
