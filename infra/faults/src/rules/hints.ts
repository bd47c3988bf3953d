import type { LogRow, SeenMessage } from '../history.ts';
import { placeOf, type Ledger } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

/** Whether a message that some door showed is exactly the row at its place. */
export function sameAsRow(message: SeenMessage, row: LogRow | undefined): boolean {
  return row !== undefined && row.id === message.id && row.author === message.author && row.content === message.content;
}

/** DEL-1 and DEL-6: a push is a hint of something committed: the log holds exactly this message at this place. */
export const hints: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const { client, message } of ledger.pushes) {
    if (!sameAsRow(message, rowAt(ledger, message))) {
      const detail = `${client} was pushed ${message.id} as seq ${message.seq} of ${message.conversation}; the log differs`;
      violations.push({ rule: 'push-differs', clause: 'DEL-1', detail });
    }
  }
  return violations;
};

/** The committed row at the place that a message claims. */
export function rowAt(ledger: Ledger, message: SeenMessage): LogRow | undefined {
  return ledger.rowsByPlace.get(placeOf(message.conversation, message.seq));
}
