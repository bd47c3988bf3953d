import type { FoundMessage, Message } from '@causerie/contracts';
import type { MessageSearch } from '@causerie/core';
import type { Pool } from 'pg';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { foldText } from './fold.ts';
import { highlight } from './highlight.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** Most messages that one step of the indexing takes: some 40 ms of a core, which nobody who sends notices. */
const INDEX_BATCH_MAX = 200;
/** Most characters that one step takes, so that a step of long messages ends in time too. */
const INDEX_BATCH_LENGTH_MAX = 200_000;
/** A message that has a number is committed within this time, or never: well above the longest statement. */
const SETTLED_AFTER_MS = 10_000;

/** The search in messages on Postgres. */
export function createMessageSearch(pool: Pool): MessageSearch {
  const find = prepare(pool, 'search_messages_v1', 'select * from search_messages_v1($1, $2, $3, $4, $5, $6)');
  const step = prepare(pool, 'index_messages_v1', 'select * from index_messages_v1($1, $2, $3)');
  return {
    async search({ personId, q, conversationId, before, limit }) {
      const from = before === undefined ? undefined : decodeCursor('search', before);
      if (!isId(personId)) return { items: [], nextCursor: null };
      const place = [from?.at ?? null, from?.id ?? null];
      // One more than asked tells whether there is more.
      const rows = await find([personId, q, conversationId ?? null, ...place, limit + 1]);
      const unfinished = unfinishedWord(q);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const nextCursor =
        last === undefined ? null : encodeCursor('search', { rank: 0, at: required(last, 0), id: required(last, 1) });
      return { items: page.flatMap((row) => readFound(row, unfinished)), nextCursor };
    },
    async index() {
      const [row] = await step([INDEX_BATCH_MAX, INDEX_BATCH_LENGTH_MAX, SETTLED_AFTER_MS]);
      if (row === undefined) throw new Error('index_messages_v1 answered nothing');
      return { indexed: Number(row[0]), redone: Number(row[1]), more: row[2] === 't' };
    },
  };
}

function readFound(row: TextRow, unfinished: string | null): FoundMessage[] {
  const json = row[2] ?? null;
  if (json === null) return [];
  const message = JSON.parse(json) as Message;
  const words = required(row, 4).split(' ');
  return [
    {
      message,
      conversation: { id: message.conversationId, number: Number(row[3]) },
      highlight: highlight(message.content, words, unfinished),
    },
  ];
}

/** The last word as the search understands it: one letter only means itself. */
function unfinishedWord(q: string): string | null {
  const last =
    foldText(q)
      .match(/[\p{L}\p{N}]+/gu)
      ?.at(-1) ?? '';
  return last.length > 1 ? last : null;
}
