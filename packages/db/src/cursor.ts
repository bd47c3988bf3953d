import { AppError, isStorableText, type ConversationSort } from '@causerie/contracts';

import { isId } from './ids.ts';

/** What a cursor continues: a list of conversations in one order, a search, or the history of calls. */
type CursorKind = ConversationSort | 'search' | 'calls';

/**
 * Where a page ended: the values it was sorted by, in the order of their weight. `rank` is the number of
 * unread messages where that is the order, else 0; `at` an ISO instant with milliseconds.
 */
export interface ListCursor {
  rank: number;
  at: string;
  id: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const RANK = /^\d{1,9}$/;

/** Makes the opaque text that clients hand back; it only continues lists of the same kind. */
export function encodeCursor(kind: CursorKind, { rank, at, id }: ListCursor): string {
  return Buffer.from([kind, rank, at, id].join('/')).toString('base64url');
}

/** @throws AppError `page_out_of_range` when the text is not a cursor of ours, or of another kind of list. */
export function decodeCursor(kind: CursorKind, cursor: string): ListCursor {
  const parts = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  // Before lists had an order to choose, a cursor was an instant of activity and an id.
  const [ofKind = '', rank = '', at = '', id = '', ...rest] = parts.length === 2 ? ['activity', '0', ...parts] : parts;
  const valid =
    rest.length === 0 &&
    ofKind === kind &&
    RANK.test(rank) &&
    INSTANT.test(at) &&
    !Number.isNaN(Date.parse(at)) &&
    isId(id);
  if (!valid) throw new AppError('page_out_of_range', 'cursor: not one of ours');
  return { rank: Number(rank), at, id };
}

/** Makes the opaque text with which a list of people in the order of their folded names continues after one of them. */
export function nameCursor(foldedName: string, id: string): string {
  return Buffer.from(`${id}/${foldedName}`).toString('base64url');
}

/** @throws AppError `page_out_of_range` when the text is not a cursor of ours. */
export function readNameCursor(cursor: string): [foldedName: string, id: string] {
  const [id = '', ...name] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const foldedName = name.join('/');
  if (!isId(id) || name.length === 0 || !isStorableText(foldedName)) {
    throw new AppError('page_out_of_range', 'cursor: not one of ours');
  }
  return [foldedName, id];
}
