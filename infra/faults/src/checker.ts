import type { History } from './history.ts';
import { readHistory } from './ledger.ts';
import { answers } from './rules/answers.ts';
import { audience } from './rules/audience.ts';
import { durability } from './rules/durability.ts';
import { exits } from './rules/exits.ts';
import { hints } from './rules/hints.ts';
import { order } from './rules/order.ts';
import { pages } from './rules/pages.ts';
import { repeats } from './rules/repeats.ts';
import { sequence } from './rules/sequence.ts';
import { uniqueness } from './rules/uniqueness.ts';
import { views } from './rules/views.ts';
import type { Rule, Violation } from './violation.ts';

const RULES: readonly Rule[] = [
  durability,
  uniqueness,
  sequence,
  order,
  repeats,
  answers,
  audience,
  hints,
  pages,
  views,
  exits,
];

/** Every breach of DEL-1 to DEL-7 that a history shows; empty when it shows none. Pure. */
export function check(history: History): Violation[] {
  const ledger = readHistory(history);
  return RULES.flatMap((rule) => rule(ledger));
}
