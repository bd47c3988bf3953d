import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { findProgram, runProgram } from './programs.ts';
import { redisFromApt } from './redis-from-apt.ts';

const SHORT_TIMEOUT_MS = 4_000;
const BREW_TIMEOUT_MS = 180_000;
const CONTAINER_IMAGE = 'valkey/valkey:8-alpine';

/** A way to run a Redis on this machine. */
export interface RedisProgram {
  /** Words for a person: which Redis this is. */
  label: string;
  kind: 'native' | 'container' | 'javascript';
  command: string;
  /** Arguments before the configuration, for a given port and data folder. */
  args(port: number, dataDir: string): string[];
  /** Set when the program needs libraries that are not the system's. */
  libraryPath?: string;
}

/**
 * The first that works: valkey-server or redis-server on PATH ▸ Debian's packages unpacked into the cache ▸ a container ▸
 * Homebrew ▸ js-redis-server from npm, which is slow and keeps nothing on disk.
 */
export async function findRedisProgram(cacheFolder: string, progress: (line: string) => void): Promise<RedisProgram> {
  const steps = [onPath, () => unpacked(cacheFolder, progress), container, () => brewed(progress)];
  for (const step of steps) {
    const found = await step();
    if (found) return found;
  }
  return inJavaScript(progress);
}

async function onPath(): Promise<RedisProgram | undefined> {
  for (const name of ['valkey-server', 'redis-server']) {
    const command = findProgram(name);
    const version = command && (await versionOf(command));
    if (command && version) return native(command, `${version} (${command})`);
  }
  return undefined;
}

async function unpacked(cacheFolder: string, progress: (line: string) => void): Promise<RedisProgram | undefined> {
  const found = await redisFromApt(cacheFolder, progress);
  if (!found) return undefined;
  const version = await versionOf(found.binary, found.libraryPath);
  const program = native(found.binary, `${version ?? 'redis'} (Debian’s package, unpacked in the cache)`);
  return { ...program, libraryPath: found.libraryPath };
}

async function container(): Promise<RedisProgram | undefined> {
  const command = findProgram('docker');
  if (!command) return undefined;
  const info = ['info', '--format', '{{.ServerVersion}}'];
  const answer = await runProgram(command, info, { timeoutMs: SHORT_TIMEOUT_MS });
  if (!answer.ok || answer.stdout.trim() === '') return undefined;
  return {
    label: `${CONTAINER_IMAGE} (docker)`,
    kind: 'container',
    command,
    args: (port, dataDir) => {
      const place = ['--publish', `127.0.0.1:${port}:6379`, '--volume', `${dataDir}:/data`];
      return ['run', '--rm', '--interactive', '--init', ...place, CONTAINER_IMAGE, 'valkey-server', '-'];
    },
  };
}

async function brewed(progress: (line: string) => void): Promise<RedisProgram | undefined> {
  const brew = process.platform === 'darwin' ? findProgram('brew') : undefined;
  if (!brew) return undefined;
  progress('Redis: none installed, asking Homebrew for valkey');
  await runProgram(brew, ['install', '--quiet', 'valkey'], { timeoutMs: BREW_TIMEOUT_MS });
  return onPath();
}

function inJavaScript(progress: (line: string) => void): RedisProgram {
  progress('Redis: WARNING, no real Redis can be had here: using js-redis-server, which is slow and forgets on stop');
  try {
    createRequire(import.meta.url).resolve('js-redis-server');
  } catch {
    throw new Error('No Redis can be had on this machine. Install redis-server (or Valkey), or set REDIS_URL.');
  }
  const launcher = fileURLToPath(new URL('./js-redis.mjs', import.meta.url));
  return {
    label: 'js-redis-server (WARNING: slow, nothing on disk)',
    kind: 'javascript',
    command: process.execPath,
    args: (port) => [launcher, String(port)],
  };
}

function native(command: string, label: string): RedisProgram {
  return { label, kind: 'native', command, args: () => ['-'] };
}

/** 'redis 7.0.15' or 'valkey 8.1.0', undefined when the program does not run. */
async function versionOf(command: string, libraryPath?: string): Promise<string | undefined> {
  const answer = await runProgram(command, ['--version'], {
    timeoutMs: SHORT_TIMEOUT_MS,
    ...(libraryPath ? { env: { LD_LIBRARY_PATH: libraryPath } } : {}),
  });
  const version = /v=([0-9.]+)/.exec(answer.stdout)?.[1];
  if (!answer.ok || !version) return undefined;
  return `${/^valkey/i.test(answer.stdout) ? 'valkey' : 'redis'} ${version}`;
}
