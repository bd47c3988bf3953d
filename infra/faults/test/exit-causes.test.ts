import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { watchExitCauses } from '../src/exit-causes.ts';

it('the ends of child processes are told apart: a signal, an exit code, and none yet', async () => {
  const causes = watchExitCauses();
  const killed = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  const failed = spawn(process.execPath, ['-e', 'process.exit(3)']);
  const ended = Promise.all([once(killed, 'exit'), once(failed, 'exit')]);
  expect(causes.of(killed.pid ?? 0)).toBeNull();
  killed.kill('SIGKILL');
  await ended;
  expect(causes.of(killed.pid ?? 0)).toBe('SIGKILL');
  expect(causes.of(failed.pid ?? 0)).toBe('exit code 3');
  causes.stop();
});
