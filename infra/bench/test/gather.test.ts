import { expect, test } from 'vitest';
import { createGatherer } from '../src/gather.ts';

test('a batch leaves at once, what comes while it is in flight leaves together and in order, never two at a time', async () => {
  const batches: number[][] = [];
  const releases: Array<() => void> = [];
  let inFlight = 0;
  const left = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => (batches.length >= count ? resolve() : void setImmediate(look));
      look();
    });
  const push = createGatherer<number>(3, async (batch) => {
    expect(++inFlight).toBe(1);
    batches.push(batch);
    await new Promise<void>((resolve) => releases.push(resolve));
    inFlight--;
  });
  push(1);
  await left(1);
  for (const item of [2, 3, 4, 5]) push(item);
  releases[0]!();
  await left(2);
  releases[1]!();
  await left(3);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  releases[2]!();
});
