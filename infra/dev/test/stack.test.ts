import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAlive } from '../src/lock.ts';
import { findPort } from '../src/ports.ts';
import { startStack, type Stack } from '../src/stack.ts';
import type { ServiceProcess } from '../src/services.ts';
import { repositoryRoot, type Environment } from '../src/env.ts';

/** A stand-in for a service: answers /readyz on its PORT, and ends by itself on SIGTERM unless told to be stubborn. */
const STAND_IN = `
import { createServer } from 'node:http';
if (process.env.BROKEN) { console.error('cannot read the settings'); process.exit(3); }
const server = createServer((request, response) => {
  response.statusCode = request.url === '/readyz' ? 200 : 404;
  response.end(JSON.stringify({ pid: process.pid, name: process.env.REPLICA_ID, secret: process.env.JWT_SECRET }));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => { if (!process.env.STUBBORN) { console.log('bye'); process.exit(0); } });
`;

let folder: string;
let entry: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie stack '));
  entry = join(folder, 'stand-in.mjs');
  await writeFile(entry, STAND_IN);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a stack starts its processes, brings a killed one back on the same port, and leaves nothing behind', async () => {
  const stack = await fakeStack({ 'realtime-gateway-1': {}, 'realtime-gateway-2': { STUBBORN: '1' } });
  const first = stack.processes.get('realtime-gateway-1');
  expect(stack.jwtSecret?.length).toBeGreaterThanOrEqual(32);
  expect(await answer(first?.url)).toMatchObject({ name: 'realtime-gateway-1', secret: stack.jwtSecret });

  const pidBefore = first?.pid;
  stack.kill('realtime-gateway-1', 'SIGKILL');
  await expect.poll(() => first?.restarts, { timeout: 10_000 }).toBe(1);
  await first?.untilReady();
  expect(await answer(first?.url)).toMatchObject({ pid: first?.pid });
  expect(first?.pid).not.toBe(pidBefore);

  await first?.restart();
  expect(await answer(first?.url)).toMatchObject({ pid: first?.pid });
  expect(first?.restarts).toBe(2);

  const pids = [...stack.processes.values(), stack.postgres.process, stack.redis.process].map(
    (found) => found?.pid ?? 0,
  );
  expect(pids.every(isAlive)).toBe(true);
  await stack.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await readFile(join(stack.logsFolder, 'realtime-gateway-1.log'), 'utf8')).toContain('bye');
});

test('Redis and Postgres come back with the same address when they are killed', async () => {
  const stack = await fakeStack({ only: {} });
  const { postgres, redis } = stack;
  stack.kill('postgres', 'SIGKILL');
  stack.kill('redis', 'SIGKILL');
  for (const server of [postgres.process, redis.process]) {
    await expect.poll(() => server?.restarts, { timeout: 10_000 }).toBeGreaterThan(0);
    await server?.untilReady();
  }
  await stack.stop();
});

test('a service that cannot start fails the whole start with the end of its log, and everything else is stopped', async () => {
  const before = await runningFromHere();
  const failure = await fakeStack({ good: {}, bad: { BROKEN: '1' } }).catch((error: unknown) => error as Error);
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toMatch(/bad ended before it was ready[^]*cannot read the settings[^]*bad\.log/);
  expect(await runningFromHere()).toEqual(before);
});

test.runIf(process.platform === 'linux')(
  'a supervisor that is killed outright takes its processes with it',
  async () => {
    const script = join(folder, 'supervisor.mts');
    const supervisor = pathToFileURL(join(repositoryRoot, 'infra/dev/src/supervisor.ts')).href;
    const port = await findPort();
    await writeFile(
      script,
      `import { supervise } from ${JSON.stringify(supervisor)};
     const child = await supervise({ name: 'tied', command: process.execPath, args: [${JSON.stringify(entry)}],
       env: { ...process.env, PORT: '${port}' }, logPath: ${JSON.stringify(join(folder, 'tied.log'))},
       stopSignal: 'SIGTERM', stopTimeoutMs: 500,
       isReady: () => fetch('http://127.0.0.1:${port}/readyz').then(({ ok }) => ok, () => false) });
     console.log(child.pid); setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: repositoryRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  },
);

test('giving up while starting stops what was already started', async () => {
  const abort = new AbortController();
  const starting = fakeStack({ good: {} }, { abort: abort.signal, beforeServices: async () => abort.abort() });
  await expect(starting).rejects.toThrow('aborted');
  expect(await runningFromHere()).toEqual([]);
});

async function fakeStack(
  services: Record<string, Environment>,
  more: { abort?: AbortSignal; beforeServices?: () => Promise<void> } = {},
): Promise<Stack> {
  return startStack({
    dataDir: folder,
    build: false,
    ...more,
    table: async (env) => {
      const table: ServiceProcess[] = [];
      for (const [name, extra] of Object.entries(services)) {
        const port = await findPort();
        const own = { ...env, ...extra, PORT: String(port), REPLICA_ID: name };
        table.push({ name, entry, host: '127.0.0.1', port, env: own, stopFirst: true, stopTimeoutMs: 500 });
      }
      return table;
    },
  });
}

async function answer(url: string | undefined): Promise<unknown> {
  return (await fetch(`${url}/readyz`)).json();
}

/** Command lines of living processes that name this test's folder. */
async function runningFromHere(): Promise<string[]> {
  const { execFileSync } = await import('node:child_process');
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(folder));
}
