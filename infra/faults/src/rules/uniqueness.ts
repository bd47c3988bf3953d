import type { Rule } from '../violation.ts';

/** DEL-3: at most one row per (author, conversation, client key), however often it was sent and by whichever door. */
export const uniqueness: Rule = (ledger) =>
  [...ledger.rowsByIntent]
    .filter(([, rows]) => rows.length > 1)
    .map(([name, rows]) => ({
      rule: 'duplicate',
      clause: 'DEL-3',
      detail: `${name} is in the log ${rows.length} times, at seq ${rows.map((row) => row.seq).join(', ')}`,
    }));
