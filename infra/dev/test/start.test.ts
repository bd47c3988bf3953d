import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { machineEnvironment, repositoryRoot } from '../src/env.ts';
import { isAlive } from '../src/lock.ts';
import { findPort } from '../src/ports.ts';

const START_TIMEOUT_MS = 90_000;
const BURIAL_TIMEOUT_MS = 5_000;

let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie start '));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

test(
  'the start command runs what production runs, twice in a row on the same data, and Ctrl-C leaves nothing behind',
  async () => {
    const port = await findPort();
    const url = `http://127.0.0.1:${port}`;
    const first = startCommand(['--scale', 'gateway=3'], { PORT: String(port) });
    await first.until('Causerie is ready');
    for (const words of [`http://localhost:${port}/docs`, 'Léa Martin', 'embedded 18', join(folder, 'logs')]) {
      expect(first.output()).toContain(words);
    }
    const health = (await (await fetch(`${url}/readyz`)).json()) as {
      ready: boolean;
      services: Record<string, string>;
    };
    expect(health.ready).toBe(true);
    expect(Object.keys(health.services).filter((name) => name.startsWith('realtime-gateway-'))).toHaveLength(3);
    const before = await conversationsOfLea(url);
    // Léa writes with the practice and with the salon, and has an appointment.
    expect(before).toHaveLength(3);
    expect(before.every(({ lastSeq }) => lastSeq > 0)).toBe(true);

    const rival = startCommand([], { PORT: String(port) });
    expect(await rival.exited).toBe(1);
    expect(rival.output()).toContain(`already running from this folder: http://localhost:${port}`);

    const pids = descendants(first.child.pid ?? 0);
    expect(pids.length).toBeGreaterThanOrEqual(9);
    first.child.kill('SIGINT');
    expect(await first.exited).toBe(0);
    // The system buries a process a moment after it ended.
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: BURIAL_TIMEOUT_MS });

    const second = startCommand([], { PORT: String(port) });
    await second.until('Causerie is ready');
    expect(await conversationsOfLea(url)).toEqual(before);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
  },
  2 * START_TIMEOUT_MS,
);

test('a named port that is taken is told in words, and nothing is started', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const command = startCommand([], { PORT: String(port) });
  expect(await command.exited).toBe(1);
  expect(command.output()).toContain(`Port ${port} is taken by another program`);
  server.close();
});

function startCommand(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', join(repositoryRoot, 'infra/dev/src/start.ts'), ...args], {
    cwd: repositoryRoot,
    env: { ...machineEnvironment(), ...env, CAUSERIE_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const listeners = new Set<() => void>();
  const keep = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  const seen = (words: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (text.includes(words)) resolve();
      };
      listeners.add(look);
      look();
    });
  const endedFirst = exited.then(() => {
    throw new Error(`the start command ended: ${text}`);
  });
  endedFirst.catch(() => undefined);
  return { child, exited, output: () => text, until: (words: string) => Promise.race([seen(words), endedFirst]) };
}

async function conversationsOfLea(url: string): Promise<{ id: string; lastSeq: number }[]> {
  const people = (await (await fetch(`${url}/demo/people`)).json()) as { name: string; token: string }[];
  const token = people.find(({ name }) => name === 'Léa Martin')?.token ?? '';
  const answer = await fetch(`${url}/v1/conversations`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: { id: string; lastSeq: number }[] };
  return items.map(({ id, lastSeq }) => ({ id, lastSeq }));
}

/** Process ids below one, at any depth. */
function descendants(root: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const parent of found) {
    for (const [pid, ppid] of rows) if (ppid === parent && pid !== undefined) found.push(pid);
  }
  return found.slice(1);
}
