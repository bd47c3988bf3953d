import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { redisProgram } from './test-env.ts';

/** A Redis of one test's own, which it may kill. */
export interface RedisProcess {
  url: string;
  kill(): Promise<void>;
}

/** Starts a Redis on a free port; `settings` are pairs of redis.conf such as `['appendonly', 'yes']`. */
export async function startRedis(settings: [string, string][] = [], port?: number): Promise<RedisProcess> {
  const { path, environment } = redisProgram();
  const folder = await mkdtemp(join(tmpdir(), 'causerie-kit-redis-'));
  const chosen = port ?? (await freePort());
  const all: [string, string][] = [
    ['port', String(chosen)],
    ['bind', '127.0.0.1'],
    ['dir', folder],
    ['save', ''],
    ...settings,
  ];
  const child = spawn(
    path,
    all.flatMap(([key, value]) => [`--${key}`, value]),
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    if (/ready to accept connections/i.test(line)) break;
  }
  child.stdout.resume();
  return {
    url: `redis://127.0.0.1:${chosen}`,
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port nobody listens on at the moment of asking. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
