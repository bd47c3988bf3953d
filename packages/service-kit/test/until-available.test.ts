import { AppError } from '@causerie/contracts';
import { expect, test } from 'vitest';
import { createPool, untilAvailable } from '../src/index.ts';
import { captureLog } from './log-capture.ts';

const { logger } = captureLog();

test('a service that boots while its database recovers waits for it', async () => {
  const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  const answers: Array<() => string> = [
    () => {
      throw starting;
    },
    () => {
      throw new AppError('unavailable');
    },
    () => 'migrated',
  ];
  await expect(untilAvailable(async () => answers.shift()?.(), { logger, what: 'postgres' })).resolves.toBe('migrated');
});

test('what waiting cannot mend stops the start at once', async () => {
  let attempts = 0;
  const work = (): Promise<never> => {
    attempts += 1;
    return Promise.reject(new Error('Migration 0001 was changed after it was applied'));
  };
  await expect(untilAvailable(work, { logger, what: 'postgres' })).rejects.toThrow('Migration 0001');
  expect(attempts).toBe(1);
});

test('a dependency that never comes is given up after the patience', async () => {
  const url = 'postgresql://nobody@127.0.0.1:1/none';
  const pool = createPool({ url, name: 'test', max: 1, logger });
  const work = () => pool.query('select 1');
  await expect(untilAvailable(work, { logger, what: 'postgres', patienceMs: 0 })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await pool.end();
});
