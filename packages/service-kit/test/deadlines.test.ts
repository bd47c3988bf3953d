import { expect, test } from 'vitest';
import { createDeadlines } from '../src/index.ts';

test('DEL-5: work that hangs is answered unavailable, and its late failure reaches nobody', async () => {
  const deadlines = createDeadlines(50);
  let fail: (error: Error) => void = () => undefined;
  const hanging = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  await expect(deadlines.within(hanging)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  fail(new Error('too late'));
  await new Promise(setImmediate);
  deadlines.stop();
});

test('work that ends in time keeps its outcome, whichever piece before it still hangs', async () => {
  const deadlines = createDeadlines(60_000);
  void deadlines.within(new Promise(() => undefined)).catch(() => undefined);
  await expect(deadlines.within(Promise.resolve('done'))).resolves.toBe('done');
  await expect(deadlines.within(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  deadlines.stop();
});
