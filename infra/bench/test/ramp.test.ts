import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findMost } from '../src/ramp.ts';

test('the search comes as close to the true limit as its bisections allow, in a bounded number of steps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 32, max: 60_000 }),
      fc.integer({ min: 1, max: 5 }),
      async (limit, bisections) => {
        const found = await findMost({ start: 500, factor: 2, bisections }, async (rate) => rate <= limit);
        expect(found.most).toBeLessThanOrEqual(limit + 1);
        const reachable = Math.min(limit, 32_000);
        expect(found.most * 2 ** (2 / 2 ** bisections)).toBeGreaterThanOrEqual(reachable * 0.99);
        expect(found.tried.length).toBeLessThanOrEqual(20);
      },
    ),
  );
});

test('a system that holds nothing is given up on, and one that holds everything too', async () => {
  expect((await findMost({ start: 500, factor: 2, bisections: 3 }, async () => false)).most).toBe(0);
  expect((await findMost({ start: 500, factor: 2, bisections: 3 }, async () => true)).most).toBe(64_000);
});
