import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Ending {
  code: number | null;
  text: string;
  steps: unknown[];
}

async function end(mode: string, signal?: 'SIGTERM' | 'SIGINT'): Promise<Ending> {
  const child = fork(fileURLToPath(new URL('./ending-process.ts', import.meta.url)), [mode], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  if (signal !== undefined) {
    await once(child, 'message');
    child.kill(signal);
  }
  const [code] = await closed;
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, text, steps: lines.filter((line) => line['msg'] === 'step').map((line) => line['step']) };
}

const ALL = ['first', 'hangs', 'fails', 'last'];

test.each(['SIGTERM', 'SIGINT'] as const)('%s drains, runs every step in order and exits with 0', async (signal) => {
  const ending = await end('well', signal);
  expect(ending).toMatchObject({ code: 0, steps: ALL });
  expect(ending.text).toContain('"draining":true');
});

test.each(['hang', 'fail'])('a step that does not end well (%s) keeps no other from running', async (mode) => {
  const ending = await end(mode, 'SIGTERM');
  expect(ending).toMatchObject({ code: 0, steps: ALL });
  expect(ending.text).toContain('A shutdown step failed');
  expect(ending.text).not.toContain('CANARY');
});

test.each(['throw', 'reject'])(
  'an error nobody caught (%s) ends the process with 1 and leaves no message behind',
  async (mode) => {
    const ending = await end(mode);
    expect(ending).toMatchObject({ code: 1, steps: [] });
    expect(ending.text).toContain('"level":"fatal"');
    expect(ending.text).not.toContain('CANARY');
  },
);
