import { acknowledged, type Attempt, type Intent, type Ledger } from '../ledger.ts';
import type { Rule, Violation } from '../violation.ts';

interface Placed {
  intent: Intent;
  first: Attempt;
  seq: number;
  /** The message was committed by its first attempt, with no other attempt begun before that was known. */
  atOnce: boolean;
}

/**
 * DEL-4, in two exact halves.
 * On a connection: of two messages that one connection sent to one conversation, both acknowledged at their first attempt
 * with no other attempt begun before, the one sent first has the lower seq. A message that had to be repeated takes the
 * place of whichever attempt was committed, so it promises nothing here.
 * In time: when a message was first sent after another one of the same conversation was acknowledged, by whomever, it has
 * the higher seq. This half also covers clients that await every answer.
 */
export const order: Rule = (ledger) => {
  const violations: Violation[] = [];
  for (const placed of placedByConversation(ledger).values()) {
    violations.push(...onConnection(placed), ...inTime(placed));
  }
  return violations;
};

function placedByConversation(ledger: Ledger): Map<string, Placed[]> {
  const byConversation = new Map<string, Placed[]>();
  for (const intent of ledger.intents.values()) {
    const first = intent.attempts[0];
    const message = intent.firstOk === null ? null : acknowledged(intent.firstOk);
    if (first === undefined || message === null) continue;
    const second = intent.attempts[1];
    const atOnce = intent.firstOk === first && (second === undefined || second.sentAt > first.answeredAt);
    const list = byConversation.get(intent.conversation) ?? [];
    list.push({ intent, first, seq: message.seq, atOnce });
    byConversation.set(intent.conversation, list);
  }
  for (const list of byConversation.values()) list.sort((a, b) => a.first.sentAt - b.first.sentAt);
  return byConversation;
}

function onConnection(placed: Placed[]): Violation[] {
  const violations: Violation[] = [];
  const lastOf = new Map<string, Placed>();
  for (const next of placed) {
    if (!next.atOnce) continue;
    const { connection } = next.first.sent;
    const before = lastOf.get(connection);
    if (before !== undefined && before.seq >= next.seq) {
      const detail = `connection ${connection}: key ${before.intent.key} (seq ${before.seq}) was sent before key ${next.intent.key} (seq ${next.seq})`;
      violations.push({ rule: 'reordered-on-connection', clause: 'DEL-4', detail });
    }
    // Keeping the highest so far finds every message that anything overtook, with one comparison each.
    if (before === undefined || before.seq < next.seq) lastOf.set(connection, next);
  }
  return violations;
}

function inTime(placed: Placed[]): Violation[] {
  const violations: Violation[] = [];
  const acks = placed
    .map((one) => ({ one, at: one.intent.firstOk?.answeredAt ?? Infinity }))
    .toSorted((a, b) => a.at - b.at);
  let known = 0;
  let highest: Placed | null = null;
  for (const next of placed) {
    for (; known < acks.length; known++) {
      const ack = acks[known];
      if (ack === undefined || ack.at > next.first.sentAt) break;
      if (highest === null || ack.one.seq > highest.seq) highest = ack.one;
    }
    if (highest !== null && highest.seq >= next.seq) {
      const detail = `key ${highest.intent.key} (seq ${highest.seq}) was acknowledged before key ${next.intent.key} (seq ${next.seq}) was first sent`;
      violations.push({ rule: 'reordered-in-time', clause: 'DEL-4', detail });
    }
  }
  return violations;
}
