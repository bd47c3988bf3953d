import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { userEnvironment } from '../src/env.ts';
import { renderPanel } from '../src/panel.ts';
import { demoPeople } from '../src/people.ts';
import { findPort, isPortFree } from '../src/ports.ts';
import { readStartOptions } from '../src/start-options.ts';
import { countTests, summaryLine } from '../src/test-report.ts';

test('the command line chooses replicas and port, and says in words what it does not understand', () => {
  expect(readStartOptions([], {})).toEqual({ scale: 2, port: 3000, portIsFixed: false, help: false });
  expect(readStartOptions(['--scale', 'gateway=3'], {})).toMatchObject({ scale: 3 });
  expect(readStartOptions(['--', '--scale=realtime-gateway=1'], { PORT: '4100' })).toMatchObject({
    scale: 1,
    port: 4100,
    portIsFixed: true,
  });
  expect(() => readStartOptions(['--scale', '3'], {})).toThrow('--scale wants gateway=N');
  expect(() => readStartOptions(['--scale', 'gateway=0'], {})).toThrow('whole number from 1 to 16');
  expect(() => readStartOptions([], { PORT: 'http' })).toThrow('PORT must be a whole number');
});

test('settings come from .env, the environment overrules it, and blanks count as not set', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causerie env '));
  await writeFile(join(folder, '.env'), '# comment\nPORT=3100\nLOG_LEVEL="debug"\nDATABASE_URL=\n');
  const env = userEnvironment(folder, { PORT: '3200', REDIS_URL: '' });
  expect(env).toEqual({ PORT: '3200', LOG_LEVEL: 'debug' });
  expect(userEnvironment(join(folder, 'nowhere'), {})).toEqual({});
  await rm(folder, { recursive: true });
});

test('a port that is taken is passed over, and no port is given out twice', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const taken = (server.address() as { port: number }).port;
  expect(await isPortFree(taken)).toBe(false);
  const first = await findPort(taken);
  expect(first).not.toBe(taken);
  expect(await findPort(first)).not.toBe(first);
  server.close();
});

test('the panel names the address, the servers, the logs and every demo person', () => {
  const facts = {
    url: 'http://localhost:3000',
    postgres: 'embedded 18',
    redis: 'redis 7',
    logs: '.causerie/logs',
    replicas: 2,
  };
  const text = renderPanel({ ...facts, demo: true, seconds: 3.2, notes: ['port 3000 is taken.'] });
  const expected = [
    'http://localhost:3000/docs',
    'embedded 18',
    'redis 7',
    '.causerie/logs',
    'Note: port 3000 is taken.',
  ];
  for (const words of [...expected, ...demoPeople.map(({ name }) => name)]) expect(text).toContain(words);
  expect(renderPanel({ ...facts, demo: false, seconds: 1, notes: [] })).not.toContain('Léa');
});

test('the summary counts honestly: unloadable files, silent crashes and skipped tests show', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  expect(summaryLine(countTests(report, 0))).toBe('5 passed, 0 failed');
  expect(summaryLine(countTests(report, 1))).toBe('5 passed, 1 failed');
  expect(summaryLine(countTests(undefined, 1))).toBe('0 passed, 1 failed');
  const unloadable = [{ status: 'failed', assertionResults: [] }];
  expect(summaryLine(countTests({ ...report, numPendingTests: 2, testResults: unloadable }, 1))).toBe(
    '5 passed, 1 failed, 2 skipped',
  );
});
