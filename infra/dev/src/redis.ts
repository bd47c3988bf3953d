import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { machineEnvironment } from './env.ts';
import { findPort } from './ports.ts';
import { findRedisProgram, type RedisProgram } from './redis-program.ts';
import { supervise, type Supervised } from './supervisor.ts';

const PREFERRED_PORT = 63_790;
const STOP_TIMEOUT_MS = 2_500;
/** A container may first have to be downloaded. */
const CONTAINER_READY_TIMEOUT_MS = 120_000;
const MAX_MEMORY = '512mb';

/** How to get a Redis. */
export interface RedisOptions {
  /** Folder for the append-only file; created when missing. */
  dataDir: string;
  logPath: string;
  /** Use this server instead of starting one. */
  redisUrl?: string | undefined;
  /** Where a downloaded Redis is kept between runs. */
  cacheFolder: string;
  /** Any free port instead of the preferred one. */
  anyPort?: boolean;
  /** False keeps nothing on disk. */
  persistent?: boolean;
  onProgress?: (line: string) => void;
}

/** A Redis (or Valkey) that answers. */
export interface Redis {
  /** Connection string, with the password. */
  url: string;
  /** Words for a person: which Redis this is. */
  label: string;
  /** The program, for tests that need one of their own; undefined when it is not a program on this disk. */
  binary: string | undefined;
  /** LD_LIBRARY_PATH the program needs, if any. */
  libraryPath: string | undefined;
  /** The process we keep alive; undefined when the server is somebody else's. */
  process: Supervised | undefined;
  stop(): Promise<void>;
}

/** Starts a Redis (or takes the one of `redisUrl`) and resolves when it accepts connections. */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  if (options.redisUrl) {
    const nothing = { binary: undefined, libraryPath: undefined, process: undefined };
    return { url: options.redisUrl, label: 'yours (REDIS_URL)', ...nothing, stop: async () => undefined };
  }
  const program = await findRedisProgram(options.cacheFolder, options.onProgress ?? (() => undefined));
  const folder = join(options.dataDir, 'redis');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const port = await findPort(options.anyPort ? 0 : PREFERRED_PORT);
  const password = program.kind === 'javascript' ? undefined : randomBytes(18).toString('hex');
  const configuration = redisConfiguration({ program, port, folder, password, persistent: options.persistent ?? true });
  const server = await supervise({
    name: 'redis',
    command: program.command,
    args: program.args(port, folder),
    env: { ...machineEnvironment(), ...(program.libraryPath ? { LD_LIBRARY_PATH: program.libraryPath } : {}) },
    cwd: folder,
    input: configuration,
    logPath: options.logPath,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
    ...(program.kind === 'container' ? { readyTimeoutMs: CONTAINER_READY_TIMEOUT_MS } : {}),
    isReady: (log) => log.includes('Ready to accept connections'),
  });
  return {
    url: `redis://${password ? `:${password}@` : ''}127.0.0.1:${port}`,
    label: program.label,
    binary: program.kind === 'native' ? program.command : undefined,
    libraryPath: program.libraryPath,
    process: server,
    stop: () => server.stop(),
  };
}

interface ConfigurationOptions {
  program: RedisProgram;
  port: number;
  folder: string;
  password: string | undefined;
  persistent: boolean;
}

/** Configuration goes in by standard input: a password among the arguments could be read by every user of the machine. */
function redisConfiguration({ program, port, folder, password, persistent }: ConfigurationOptions): string {
  const inContainer = program.kind === 'container';
  return [
    inContainer ? 'bind 0.0.0.0' : 'bind 127.0.0.1',
    `port ${inContainer ? 6379 : port}`,
    `dir "${inContainer ? '/data' : folder}"`,
    ...(password ? [`requirepass ${password}`] : []),
    'save ""',
    `appendonly ${persistent ? 'yes' : 'no'}`,
    'appendfsync everysec',
    `maxmemory ${MAX_MEMORY}`,
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}
