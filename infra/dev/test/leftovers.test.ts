import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetRun, settleEarlierRun, writeRun } from '../src/leftovers.ts';
import { isAlive } from '../src/lock.ts';

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie left '));
  path = join(folder, 'run.json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what a killed run left behind is ended, and a stranger with a recorded number is left alone', async () => {
  const left = sleeper('left-behind');
  const stranger = sleeper('stranger');
  writeRun(path, {
    pid: 2 ** 22 - 1,
    url: 'http://localhost:3000',
    processes: [
      { pid: left.pid ?? 0, mark: 'left-behind' },
      { pid: stranger.pid ?? 0, mark: 'left-behind' },
    ],
  });
  const ended = new Promise((resolve) => left.once('exit', resolve));
  expect(await settleEarlierRun(path)).toBeUndefined();
  await ended;
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
  expect(existsSync(path)).toBe(false);
  stranger.kill('SIGKILL');
});

test('a run that is still alive is named by its address', async () => {
  const running = sleeper('start');
  writeRun(path, { pid: running.pid ?? 0, url: 'http://localhost:3000', processes: [] });
  expect(await settleEarlierRun(path)).toBe('http://localhost:3000');
  running.kill('SIGKILL');
  forgetRun(path);
  expect(await settleEarlierRun(path)).toBeUndefined();
});

function sleeper(mark: string) {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', mark], { stdio: 'ignore' });
}
