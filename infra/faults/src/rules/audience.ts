import { acknowledged, participates } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

/** DEL-7: pushes, pages and the right to write are for participants alone; people who are not in a conversation get nothing. */
export const audience: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const { person, client, message } of ledger.pushes) {
    if (!participates(ledger, person, message.conversation)) {
      const detail = `${client} was pushed seq ${message.seq} of ${message.conversation}, where its person is not`;
      violations.push({ rule: 'foreign-delivery', clause: 'DEL-7', detail });
    }
  }
  for (const { asked, answer } of ledger.questions) {
    if (answer?.outcome.kind !== 'page') continue;
    const strays = answer.outcome.messages.some((message) => message.conversation !== asked.conversation);
    if (strays || !participates(ledger, asked.person, asked.conversation)) {
      const detail = `page call ${asked.call} of ${asked.client} returned what its person may not see`;
      violations.push({ rule: 'foreign-delivery', clause: 'DEL-7', detail });
    }
  }
  for (const intent of ledger.intents.values()) {
    if (participates(ledger, intent.person, intent.conversation)) continue;
    if (intent.attempts.some((attempt) => acknowledged(attempt) !== null)) {
      const detail = `key ${intent.key}: a person who is not in ${intent.conversation} was allowed to write`;
      violations.push({ rule: 'stranger-let-in', clause: 'DEL-7', detail });
    }
  }
  return violations;
};
