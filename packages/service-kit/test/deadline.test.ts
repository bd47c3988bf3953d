import { AppError } from '@causerie/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { createMetrics, createReadiness, withDeadline } from '../src/index.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a result in time passes through, a failure in time as well', async () => {
  expect(await withDeadline(Promise.resolve(1), 1_000)).toBe(1);
  await expect(withDeadline(Promise.reject(new Error('own')), 1_000)).rejects.toThrow('own');
});

test('a promise that never settles is given up with the code asked for', async () => {
  vi.useFakeTimers();
  const silent = new Promise<never>(() => undefined);
  const outcomes = Promise.allSettled([withDeadline(silent, 1_000), withDeadline(silent, 1_000, 'internal')]);
  await vi.advanceTimersByTimeAsync(1_000);
  const codes = (await outcomes).map((outcome) => outcome.status === 'rejected' && (outcome.reason as AppError).code);
  expect(codes).toEqual(['unavailable', 'internal']);
});

test('a rejection that comes after the deadline bothers nobody', async () => {
  const rejections: unknown[] = [];
  const listen = (reason: unknown): void => void rejections.push(reason);
  process.on('unhandledRejection', listen);
  let fail: (error: Error) => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => (fail = reject));
  await expect(withDeadline(late, 1)).rejects.toBeInstanceOf(AppError);
  fail(new Error('too late'));
  await new Promise(setImmediate);
  process.off('unhandledRejection', listen);
  expect(rejections).toEqual([]);
});

test('a readiness check that hangs counts as down', async () => {
  vi.useFakeTimers();
  const readiness = createReadiness();
  readiness.add('fine', async () => undefined);
  readiness.add('hangs', () => new Promise(() => undefined));
  const report = readiness.report();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await report).toMatchObject({ ready: false, checks: { fine: { ok: true }, hangs: { ok: false } } });
});

test('asking twice for a metric gives the same one, and another kind is refused', () => {
  const metrics = createMetrics('test');
  expect(metrics.counter('a_total', 'A')).toBe(metrics.counter('a_total', 'A'));
  expect(() => metrics.gauge('a_total', 'A')).toThrow('another kind');
});
