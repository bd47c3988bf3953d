import { expect, test } from 'vitest';
import { parseOptions } from '../src/options.ts';
import { ratio } from '../src/ratios.ts';
import { table } from '../src/report.ts';
import { median } from '../src/median.ts';

test('the flags choose systems, rates, seconds and pairs', () => {
  const options = parseOptions(['--only', 'plain,direct', '--rates', '100,200', '--seconds', '2', '--pairs', '50']);
  expect(options).toMatchObject({
    targets: ['plain', 'direct'],
    probes: [],
    rates: [100, 200],
    measureMs: 2_000,
    pairs: 50,
  });
});

test('without flags everything is measured', () => {
  const options = parseOptions([]);
  expect(options.targets).toEqual(['plain', 'direct', 'redis-raw', 'causerie']);
  expect(options.probes).toContain('ramp');
  expect(options.rates).toEqual([200, 1_000, 3_000]);
});

test('an unknown name or an absurd number is refused with the usage', () => {
  expect(() => parseOptions(['--only', 'postgres'])).toThrow(/--only does not know postgres/);
  for (const argv of [['--rates', '0'], ['--seconds', 'x'], ['--pairs', '1000000'], ['--frobnicate']]) {
    expect(() => parseOptions(argv)).toThrow();
  }
});

test('the median is the middle, or the mean of the two middle ones', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([7])]).toEqual([2, 2.5, 7]);
  expect(median([])).toBeNaN();
});

test('a ratio says whether its goal is reached, and is absent when a side was not measured', () => {
  expect(ratio('x', 30, 3, { atLeast: 10 })).toMatchObject({ value: 10, reached: true });
  expect(ratio('x', 30, 10, { atMost: 2 })).toMatchObject({ value: 3, reached: false });
  expect(ratio('x', undefined, 3, { atLeast: 1 })).toBeNull();
  expect(ratio('x', 1, 0, { atLeast: 1 })).toBeNull();
});

test('columns of a table line up', () => {
  expect(
    table(
      ['a', 'bb'],
      [
        ['long', '1'],
        ['x', '22'],
      ],
    ).split('\n'),
  ).toEqual(['a     bb', '────  ──', 'long  1', 'x     22']);
});
