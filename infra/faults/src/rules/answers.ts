import { intentOf, participates, type Attempt, type Intent, type Ledger } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

/**
 * DEL-5: every call ends. Nothing hangs on a connection that stands, no participant is turned away for good by a fault,
 * every message of a participant is acknowledged in the end, and a refusal is the truth about the log.
 * How long answers took is reported, not judged: on a machine that also runs the load it says little.
 */
export const answers: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const intent of ledger.intents.values()) {
    for (const attempt of intent.attempts) {
      const breach = judge(ledger, intent, attempt);
      if (breach !== null) violations.push(breach);
    }
    const mayWrite = participates(ledger, intent.person, intent.conversation);
    const refusedOnly = intent.attempts.every((attempt) => attempt.answer?.outcome.kind === 'refused');
    if (mayWrite && intent.firstOk === null && !refusedOnly) {
      const detail = `key ${intent.key} in ${intent.conversation} was never acknowledged in ${intent.attempts.length} attempts`;
      violations.push({ rule: 'never-answered', clause: 'DEL-5', detail });
    }
    const rows = ledger.rowsByIntent.get(intentOf(intent.person, intent.conversation, intent.key)) ?? [];
    if (refusedOnly && rows.length > 0) {
      const detail = `key ${intent.key} in ${intent.conversation} was only ever refused, but is in the log`;
      violations.push({ rule: 'refused-but-committed', clause: 'DEL-5', detail });
    }
  }
  for (const { asked, answer } of ledger.questions) {
    const kind = answer?.outcome.kind ?? 'silent';
    if (kind === 'silent') {
      const detail = `page call ${asked.call} of ${asked.client} was never answered`;
      violations.push({ rule: 'never-answered', clause: 'DEL-5', detail });
    } else if (answer?.outcome.kind === 'refused' && participates(ledger, asked.person, asked.conversation)) {
      const detail = `page call ${asked.call} of ${asked.client}, a participant, was refused with ${answer.outcome.code}`;
      violations.push({ rule: 'refused-without-cause', clause: 'DEL-5', detail });
    }
  }
  return violations;
};

function judge(ledger: Ledger, intent: Intent, attempt: Attempt): Violation | null {
  const outcome = attempt.answer?.outcome ?? { kind: 'silent' as const };
  const name = `call ${attempt.sent.call}, key ${intent.key} by ${attempt.sent.via}`;
  if (outcome.kind === 'silent') {
    return { rule: 'never-answered', clause: 'DEL-5', detail: `${name} was never answered` };
  }
  if (outcome.kind === 'refused' && participates(ledger, intent.person, intent.conversation)) {
    const detail = `${name}, of a participant, was refused with ${outcome.code}`;
    return { rule: 'refused-without-cause', clause: 'DEL-5', detail };
  }
  return null;
}
