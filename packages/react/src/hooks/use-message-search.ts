import type { FoundMessage } from '@causerie/client';
import { useCallback } from 'react';
import { useCauserie } from './use-causerie.ts';
import { type Found, useFound } from './use-search.ts';

/** Shorter words would find everything. */
const TEXT_MIN_LENGTH = 2;

/** Messages that hold the words, newest first, in all my conversations or in one. Nothing is asked for fewer than two letters. */
export function useMessageSearch(text: string, conversationId?: string): Found<FoundMessage> & { isAsked: boolean } {
  const client = useCauserie();
  const words = text.trim();
  const isAsked = Array.from(words).length >= TEXT_MIN_LENGTH;
  const ask = useCallback(
    (question: string, cursor: string | null) =>
      client.queries.searchMessages({
        text: question,
        ...(conversationId === undefined ? {} : { conversationId }),
        ...(cursor === null ? {} : { cursor }),
      }),
    [client, conversationId],
  );
  return { ...useFound(isAsked ? words : null, ask), isAsked };
}
