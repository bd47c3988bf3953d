import type { Ledger } from './ledger.ts';

/** Names of what can be found wrong; stable, so that a report can be compared with the one before. */
export type RuleName =
  | 'acked-but-lost'
  | 'acked-but-different'
  | 'never-intended'
  | 'duplicate'
  | 'gap'
  | 'reordered-on-connection'
  | 'reordered-in-time'
  | 'repeat-differs'
  | 'never-answered'
  | 'refused-without-cause'
  | 'refused-but-committed'
  | 'stranger-let-in'
  | 'foreign-delivery'
  | 'push-differs'
  | 'page-differs'
  | 'page-stale'
  | 'view-differs'
  | 'not-hinted'
  | 'unexpected-exit';

/** One breach of the delivery contract, with the names needed to find it in the history. */
export interface Violation {
  rule: RuleName;
  /** The clause of the delivery contract that it breaks, or `health` for exits. */
  clause: 'DEL-1' | 'DEL-2' | 'DEL-3' | 'DEL-4' | 'DEL-5' | 'DEL-6' | 'DEL-7' | 'health';
  detail: string;
}

/** One rule: pure, finds every breach that it knows of. */
export type Rule = (ledger: Ledger) => Violation[];
