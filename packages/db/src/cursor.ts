import { AppError } from '@causerie/contracts';
import { isId } from './ids.ts';

/** Where a page of conversations ended: last activity (ISO instant with milliseconds) and, among equals, the id. */
export interface ActivityCursor {
  activeAt: string;
  id: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Makes the opaque text that clients hand back. */
export function encodeCursor({ activeAt, id }: ActivityCursor): string {
  return Buffer.from(`${activeAt}/${id}`).toString('base64url');
}

/** @throws AppError `page_out_of_range` when the text is not a cursor of ours. */
export function decodeCursor(cursor: string): ActivityCursor {
  const [activeAt = '', id = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('/');
  const valid = rest.length === 0 && INSTANT.test(activeAt) && !Number.isNaN(Date.parse(activeAt)) && isId(id);
  if (!valid) throw new AppError('page_out_of_range', 'cursor: not one of ours');
  return { activeAt, id };
}
