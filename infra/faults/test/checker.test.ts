import { array, assert, nat, pre, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../src/checker.ts';
import type { RuleName } from '../src/violation.ts';
import { simulate } from './simulation.ts';
import type { Lie } from './simulated-world.ts';

const CHOICES_MAX = 400;
const choices = array(nat(2 ** 20), { minLength: 60, maxLength: CHOICES_MAX, size: 'max' });

/** Each lie with the rule that has to find it, whatever else is found along with it. */
const LIES: ReadonlyArray<[Exclude<Lie, 'none'>, RuleName]> = [
  ['ack before commit', 'acked-but-lost'],
  ['altered text', 'acked-but-different'],
  ['duplicate', 'duplicate'],
  ['reordering on a connection', 'reordered-on-connection'],
  ['reordering in time', 'reordered-in-time'],
  ['gap', 'gap'],
  ['foreign delivery', 'foreign-delivery'],
  ['push before commit', 'push-differs'],
  ['stranger let in', 'stranger-let-in'],
  ['repeat answered with another message', 'repeat-differs'],
  ['silence', 'never-answered'],
  ['internal error', 'refused-without-cause'],
  ['page with a hole', 'page-differs'],
  ['stale page', 'page-stale'],
  ['untold growth', 'not-hinted'],
  ['refusal of what is committed', 'refused-but-committed'],
  ['invented message', 'never-intended'],
  ['lost from a view', 'view-differs'],
  ['exit by itself', 'unexpected-exit'],
];

describe('the checker', () => {
  it('finds nothing in any interleaving of a system that keeps its word', () => {
    assert(
      property(choices, (list) => {
        expect(check(simulate(list, 'none').history)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(LIES)('finds the lie "%s" wherever it is told, as %s', (lie, rule) => {
    let told = 0;
    assert(
      property(choices, (list) => {
        const run = simulate(list, lie);
        pre(run.told > 0);
        told++;
        expect(check(run.history).map((violation) => violation.rule)).toContain(rule);
      }),
      { numRuns: 60 },
    );
    expect(told).toBeGreaterThan(0);
  });
});
