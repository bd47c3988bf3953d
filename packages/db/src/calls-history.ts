import type { CallHistoryEntry, CallQuality, Calls } from '@causerie/core';
import type { Pool } from 'pg';
import { isoOf, readCallState } from './calls-rows.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { isId } from './ids.ts';
import { prepare, required, type TextRow } from './prepared.ts';

/** Later than any call, so that a first page is asked for like the others and is found by the same index. */
const NEWEST = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'] as const;

/** A page of what one person sees; where it begins and in which order comes from the index that `where` names. */
const page = (keys: string, where: string): string => `
  select p.id, p.quality, call_state_json_v1(c)
  from call_participants p
  join calls c on c.id = p.call_id
  where p.person_id = $1 and (${keys}) < ($2::timestamptz, $3::uuid) ${where}
  order by ${keys.replace(',', ' desc,')} desc
  limit $4`;

const OF_PERSON = 'p.call_created_at, p.call_id';
const OF_CALL = 'c.created_at, c.id';
const IN_CONVERSATION = 'and c.conversation_id = $5';
const MISSED = `and p.state = 'missed'`;

/** See {@link Calls.history}. */
export function createCallHistory(pool: Pool): Calls['history'] {
  const all = prepare(pool, 'call_history_v1', page(OF_PERSON, ''));
  const missedOnes = prepare(pool, 'call_history_missed_v1', page(OF_PERSON, MISSED));
  const inOne = prepare(pool, 'call_history_in_v1', page(OF_CALL, IN_CONVERSATION));
  const missedInOne = prepare(pool, 'call_history_missed_in_v1', page(OF_CALL, `${IN_CONVERSATION} ${MISSED}`));
  return async ({ personId, limit, cursor, conversationId, missed = false }) => {
    const [at, id] = cursor === undefined ? NEWEST : readCursor(cursor);
    if (!isId(personId) || (conversationId !== undefined && !isId(conversationId)))
      return { items: [], nextCursor: null };
    const asked = [personId, at, id, limit + 1];
    const rows = await (conversationId === undefined
      ? (missed ? missedOnes : all)(asked)
      : (missed ? missedInOne : inOne)([...asked, conversationId]));
    const items = rows.slice(0, limit).map(readEntry);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last === undefined ? null : cursorOf(last) };
  };
}

function readEntry(row: TextRow): CallHistoryEntry {
  const quality = row[1] ?? null;
  return {
    state: readCallState(row, 2),
    participantId: required(row, 0),
    quality: quality === null ? null : (JSON.parse(quality) as CallQuality),
  };
}

function cursorOf({ state }: CallHistoryEntry): string {
  return encodeCursor('calls', { rank: 0, at: isoOf(state.createdAtMs), id: state.id });
}

function readCursor(cursor: string): readonly [at: string, id: string] {
  const { at, id } = decodeCursor('calls', cursor);
  return [at, id];
}
