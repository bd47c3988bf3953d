import { AppError } from '@causerie/contracts';
import { createMetrics } from '@causerie/service-kit';
import { expect, it } from 'vitest';
import { searchIndexJob } from '../src/search-index.ts';
import { unreadCheckJob } from '../src/unread-check.ts';

const step = (indexed: number, more: boolean) => ({ indexed, redone: 0, more });

it('the index follows the log until there is no more, but never for long', async () => {
  const steps = [step(1000, true), step(1000, true), step(7, false), step(0, false)];
  const job = searchIndexJob({
    messageSearch: { index: async () => steps.shift() ?? step(0, false) },
    metrics: createMetrics('log-jobs-1'),
  });
  expect(job).toMatchObject({ name: 'search-index', everyMs: 1000 });
  await job.process(undefined);
  expect(steps).toEqual([step(0, false)]);

  let taken = 0;
  const endless = async () => step(++taken, true);
  await searchIndexJob({ messageSearch: { index: endless }, metrics: createMetrics('log-jobs-2') }).process(undefined);
  expect(taken).toBe(10);
});

it('a database that is away postpones the index, anything else fails the job', async () => {
  const failing = (error: Error) => {
    const index = async () => {
      throw error;
    };
    return searchIndexJob({ messageSearch: { index }, metrics: createMetrics('log-jobs') });
  };
  await failing(new AppError('unavailable', 'away')).process(undefined);
  await expect(failing(new Error('broken')).process(undefined)).rejects.toThrow('broken');
});

it('the check of unread counts what differs, and names nobody (DEL-8)', async () => {
  const metrics = createMetrics('log-jobs-3');
  const lines: unknown[] = [];
  const logger = { error: (...line: unknown[]) => void lines.push(line) } as never;
  const results = [
    { checked: 9, drifted: 0 },
    { checked: 9, drifted: 2 },
  ];
  const check = async () => results.shift() ?? { checked: 0, drifted: 0 };
  const job = unreadCheckJob({ unreadChecks: { check }, logger, metrics });
  expect(job).toMatchObject({ name: 'unread-check', everyMs: 60_000 });
  await job.process(undefined);
  expect(lines).toEqual([]);
  await job.process(undefined);
  expect(lines).toEqual([[{ checkedCount: 9, driftedCount: 2 }, 'Unread differs from a full count']]);
  expect(await metrics.registry.metrics()).toMatch(/unread_drift_total\S* 2/);
});
