import { acknowledged, type Ledger, type Question } from '../ledger.ts';
import type { PageOutcome } from '../history.ts';
import type { Rule, Violation } from '../violation.ts';
import { rowAt, sameAsRow } from './hints.ts';

type Page = Extract<PageOutcome, { kind: 'page' }>;

/**
 * DEL-2 and DEL-6: a page after seq n is exactly the log from n + 1 on, without a hole, and a page that was asked for after
 * an acknowledgement knows what was acknowledged.
 */
export const pages: Rule = (ledger) => {
  const violations: Violation[] = [];
  const floors = acknowledgedFloors(ledger);
  for (const question of ledger.questions) {
    const outcome = question.answer?.outcome;
    if (outcome?.kind !== 'page') continue;
    const { asked } = question;
    const fault = faultOf(ledger, question, outcome);
    if (fault !== null) {
      const detail = `page call ${asked.call} of ${asked.client} after seq ${asked.afterSeq} of ${asked.conversation} ${fault}`;
      violations.push({ rule: 'page-differs', clause: 'DEL-2', detail });
    }
    const floor = floorAt(floors.get(asked.conversation) ?? [], question.askedAt);
    if (outcome.lastSeq < floor) {
      const detail = `page call ${asked.call} of ${asked.client} knew ${outcome.lastSeq}, but seq ${floor} had been acknowledged`;
      violations.push({ rule: 'page-stale', clause: 'DEL-1', detail });
    }
  }
  return violations;
};

function faultOf(ledger: Ledger, { asked }: Question, page: Page): string | null {
  for (const [index, message] of page.messages.entries()) {
    if (message.seq !== asked.afterSeq + index + 1) return `has seq ${message.seq} at place ${index}`;
    if (!sameAsRow(message, rowAt(ledger, message))) return `shows seq ${message.seq} unlike the log`;
  }
  const end = asked.afterSeq + page.messages.length;
  if (!page.hasMore && end < page.lastSeq)
    return `ends at ${end} without saying that there is more up to ${page.lastSeq}`;
  if (page.hasMore && page.messages.length === 0) return 'says that there is more, but brings nothing';
  return null;
}

interface Floor {
  at: number;
  seq: number;
}

/** Acknowledgements of each conversation that raised its highest acknowledged seq, in time order. */
function acknowledgedFloors(ledger: Ledger): Map<string, Floor[]> {
  const acks: Array<Floor & { conversation: string }> = [];
  for (const intent of ledger.intents.values()) {
    for (const attempt of intent.attempts) {
      const message = acknowledged(attempt);
      if (message !== null) acks.push({ conversation: intent.conversation, at: attempt.answeredAt, seq: message.seq });
    }
  }
  acks.sort((a, b) => a.at - b.at);
  const floors = new Map<string, Floor[]>();
  for (const { conversation, at, seq } of acks) {
    const list = floors.get(conversation) ?? [];
    if (seq > (list.at(-1)?.seq ?? 0)) list.push({ at, seq });
    floors.set(conversation, list);
  }
  return floors;
}

/** Highest seq acknowledged before a moment; binary search, because a long run asks this many thousand times. */
function floorAt(floors: Floor[], at: number): number {
  let low = 0;
  let high = floors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((floors[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return floors[low - 1]?.seq ?? 0;
}
