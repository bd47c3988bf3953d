import { acknowledged } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

/** DEL-3: every acknowledgement of one intent names the same message, and at most one of them says that it is new. */
export const repeats: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const intent of ledger.intents.values()) {
    const named = new Set<string>();
    let created = 0;
    for (const attempt of intent.attempts) {
      const message = acknowledged(attempt);
      if (message === null) continue;
      named.add(`${message.id} at seq ${message.seq}`);
      if (attempt.answer?.outcome.kind === 'ok' && attempt.answer.outcome.created) created++;
    }
    if (named.size > 1 || created > 1) {
      const detail = `key ${intent.key} in ${intent.conversation} was answered as ${[...named].join(' and ')}, ${created} times as new`;
      violations.push({ rule: 'repeat-differs', clause: 'DEL-3', detail });
    }
  }
  return violations;
};
