import type { Rule, Violation } from '../violation.ts';
import { sameAsRow } from './hints.ts';

/**
 * DEL-6: after it has resynced, each client holds exactly the log of each of its conversations, and the server had told
 * each connected client by itself how far every one of them goes.
 */
export const views: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const view of ledger.history.views) {
    const rows = ledger.rowsByConversation.get(view.conversation) ?? [];
    const differs = rows.findIndex((row, index) => {
      const message = view.messages[index];
      return message === undefined || message.seq !== row.seq || !sameAsRow(message, row);
    });
    if (differs !== -1 || view.messages.length !== rows.length) {
      const place = differs === -1 ? rows.length + 1 : differs + 1;
      const detail = `${view.client} holds ${view.messages.length} of ${rows.length} messages of ${view.conversation}, unlike the log from place ${place} on`;
      violations.push({ rule: 'view-differs', clause: 'DEL-6', detail });
    }
    const last = rows.at(-1)?.seq ?? 0;
    if (view.hintedSeq !== null && view.hintedSeq < last) {
      const detail = `${view.client} was never told that ${view.conversation} goes beyond ${view.hintedSeq} (up to ${last})`;
      violations.push({ rule: 'not-hinted', clause: 'DEL-6', detail });
    }
  }
  return violations;
};
