import { CauserieError, type Failure } from '@causerie/client';
import type { CallStats, HistoryQuery, PastCall } from '@causerie/client/calls';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCalls } from '../components/calls/calls-provider.tsx';

/** My calls, newest first, as far as they were asked for. */
export interface PastCalls {
  /** Null before the first page came. */
  items: readonly PastCall[] | null;
  statistics: CallStats | null;
  hasMore: boolean;
  isLoading: boolean;
  failure: Failure | null;
  more(): void;
  retry(): void;
}

interface Pages {
  items: readonly PastCall[] | null;
  statistics: CallStats | null;
  nextCursor: string | null;
  failure: Failure | null;
  isLoading: boolean;
}

const NOTHING: Pages = { items: null, statistics: null, nextCursor: null, failure: null, isLoading: true };

/** Reads my history page by page, and its beginning anew whenever a call has ended. */
export function usePastCalls({ conversationId, missed, limit }: Omit<HistoryQuery, 'cursor'>): PastCalls {
  const { calls, state } = useCalls();
  const [pages, setPages] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  const newest = useRef('');
  const read = useCallback(
    (cursor: string | null, occasion: string) => {
      newest.current = occasion;
      // Somebody may have asked for something else before this is answered.
      const tell = (change: (before: Pages) => Partial<Pages>) => {
        if (newest.current === occasion) setPages((before) => ({ ...before, ...change(before), isLoading: false }));
      };
      const query = JSON.parse(JSON.stringify({ conversationId, limit, missed: missed || undefined })) as HistoryQuery;
      Promise.all([calls.history(cursor === null ? query : { ...query, cursor }), calls.stats()]).then(
        ([{ items, nextCursor }, statistics]) =>
          tell((before) => ({
            items: cursor === null ? items : [...(before.items ?? []), ...items],
            statistics,
            nextCursor,
            failure: null,
          })),
        (error: unknown) => {
          if (!(error instanceof CauserieError)) throw error;
          const { failure } = error;
          tell(() => ({ failure }));
        },
      );
    },
    [calls, conversationId, missed, limit],
  );
  const occasion = `${turn} ${state.lastEnded?.id ?? ''} ${state.over?.callId ?? ''}`;
  useEffect(() => {
    read(null, occasion);
    return () => {
      newest.current = '';
    };
  }, [read, occasion]);
  return {
    items: pages.items,
    statistics: pages.statistics,
    hasMore: pages.nextCursor !== null,
    isLoading: pages.isLoading,
    failure: pages.failure,
    more() {
      if (pages.isLoading) return;
      setPages({ ...pages, isLoading: true });
      read(pages.nextCursor, `${occasion} ${pages.nextCursor}`);
    },
    retry: () => setTurn(turn + 1),
  };
}
