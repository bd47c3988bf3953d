import { acknowledged, intentOf } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

/**
 * DEL-1: what was acknowledged is in the log, with the id, place and content that the acknowledgement named, and the
 * log holds nothing that nobody sent.
 */
export const durability: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const intent of ledger.intents.values()) {
    for (const attempt of intent.attempts) {
      const message = acknowledged(attempt);
      if (message === null) continue;
      const name = `call ${attempt.sent.call}, key ${intent.key}: acknowledged as ${message.id} at seq ${message.seq}`;
      const row = ledger.rowsById.get(message.id);
      if (row === undefined) {
        violations.push({
          rule: 'acked-but-lost',
          clause: 'DEL-1',
          detail: `${name}, but the log has no such message`,
        });
      } else if (
        row.seq !== message.seq ||
        row.conversation !== intent.conversation ||
        row.content !== intent.content ||
        row.author !== intent.person ||
        row.key !== intent.key ||
        message.content !== intent.content
      ) {
        const detail = `${name}, but the log holds seq ${row.seq}, key ${row.key} in ${row.conversation} or another text`;
        violations.push({ rule: 'acked-but-different', clause: 'DEL-1', detail });
      }
    }
  }
  for (const row of ledger.history.rows) {
    const intent = ledger.intents.get(intentOf(row.author ?? '', row.conversation, row.key ?? ''));
    if (intent === undefined || intent.content !== row.content) {
      const detail = `row ${row.id} at seq ${row.seq} of ${row.conversation} (key ${row.key}) was never sent like this`;
      violations.push({ rule: 'never-intended', clause: 'DEL-1', detail });
    }
  }
  return violations;
};
