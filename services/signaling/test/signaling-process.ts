import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { JWT_SECRET, type Ground } from './call-door.ts';
import { inheritedEnv } from './test-env.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** A process is ready within this time, also on a busy machine. */
const READY_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;

/** The service as it runs in production. */
export interface SignalingProcess {
  base: string;
  /** Ends it as a failing machine would. */
  kill(): Promise<void>;
}

/** A port that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts main on the ground and waits until it is ready. @throws Error when it ends before, or is not ready in time. */
export async function startSignaling(ground: Ground, port: number): Promise<SignalingProcess> {
  const settings = {
    ...inheritedEnv(),
    ...{ PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'test', REPLICA_ID: 'killed', JWT_SECRET },
    ...{ DATABASE_URL: ground.url, REDIS_URL: ground.redisUrl, REDIS_PREFIX: ground.prefix },
  };
  const child = spawn('node', ['--import', 'tsx', 'services/signaling/src/main.ts'], {
    cwd: ROOT,
    env: settings,
    stdio: 'inherit',
  });
  const base = `http://127.0.0.1:${port}`;
  await ready(child, base);
  return {
    base,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function ready(child: ChildProcess, base: string): Promise<void> {
  const endsAtMs = Date.now() + READY_WITHIN_MS;
  while (Date.now() < endsAtMs) {
    if (child.exitCode !== null) throw new Error('signaling ended before it was ready');
    const answer = await fetch(`${base}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  child.kill('SIGKILL');
  throw new Error('signaling was not ready in time');
}
