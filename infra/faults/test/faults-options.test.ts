import { describe, expect, it } from 'vitest';
import { readOptions } from '../src/faults-options.ts';

describe('the command line', () => {
  it('has a size of its own and makes up a seed', () => {
    const { seed, ...sizes } = readOptions([]);
    expect(sizes).toEqual({ kills: 30, messages: 10_000, clients: 24, seconds: 150 });
    expect(Number.isSafeInteger(seed)).toBe(true);
  });

  it('takes every number, with or without a separating --', () => {
    const args = ['--seed', '7', '--kills', '2', '--messages', '50', '--clients', '5', '--seconds', '9'];
    const expected = { seed: 7, kills: 2, messages: 50, clients: 5, seconds: 9 };
    expect(readOptions(args)).toEqual(expected);
    expect(readOptions(['--', ...args])).toEqual(expected);
  });

  it.each([[['--kills', 'many']], [['--clients', '2']], [['--seconds', '0']], [['--hurry']], [['now']]])(
    'refuses %j and shows the usage',
    (args) => {
      expect(() => readOptions(args)).toThrow('pnpm faults [--seed');
    },
  );
});
