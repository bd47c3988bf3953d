import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Instants are kept in milliseconds: a finer value would not survive a round trip through JSON and make cursors lie. */
const INSTANT_PRECISION = 3;

/** An instant with millisecond precision, read as text so that nothing passes through Date. */
export function instant(name: string) {
  return timestamp(name, { withTimezone: true, precision: INSTANT_PRECISION, mode: 'string' });
}

/** Text that machines made: compared byte by byte, whatever language the database sorts in. */
export const machineText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });
