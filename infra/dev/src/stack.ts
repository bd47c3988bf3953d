import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { answersOk } from './answers.ts';
import { buildServices } from './build.ts';
import { startDemoServer } from './demo-server.ts';
import { machineEnvironment, userCacheFolder, type Environment } from './env.ts';
import { findPort } from './ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { startRedis, type Redis } from './redis.ts';
import { serviceTable, type ServiceProcess } from './services.ts';
import { supervise, type Supervised } from './supervisor.ts';

const DEFAULT_SCALE = 2;
const PREFERRED_INNER_PORT = 4_001;
/** As in the images: a young generation that holds a burst of messages, so that few of them are copied as survivors. */
const NODE_FLAGS = ['--enable-source-maps', '--max-semi-space-size=32'];
/** Below what the supervisor grants before it kills, so that a door ends by itself. */
const SERVICE_SHUTDOWN_TIMEOUT_MS = 3_000;

/** How to run everything. */
export interface StackOptions {
  /** Folder for data and logs (`logs/<name>.log`). */
  dataDir: string;
  /** Number of realtime-gateway replicas, 2 unless told. */
  scale?: number;
  /** Port of the API gateway; any free one unless told. */
  port?: number;
  /** Address of the API gateway, 127.0.0.1 unless told. */
  host?: string;
  /** Settings for every service, as in `.env.example`; DATABASE_URL and REDIS_URL replace our own servers. */
  env?: Environment;
  onProgress?: (line: string) => void;
  /** True (default false): preferred ports. False: any ports, so that several stacks fit on one machine. */
  persistent?: boolean;
  /** False skips the build: the caller has just built. */
  build?: boolean;
  /** Called once Postgres and Redis answer, before any service starts. */
  beforeServices?: (servers: { databaseUrl: string; redisUrl: string }) => Promise<void>;
  /** Gives up starting; what was started is stopped and `startStack` rejects. */
  abort?: AbortSignal;
  /** Replaces the table of services: tests of the stack itself run small stand-ins. */
  table?: (env: Environment, port: number) => Promise<ServiceProcess[]>;
}

/** A process of the running stack. */
export interface StackProcess {
  readonly pid: number | undefined;
  /** How many times it was started again. */
  readonly restarts: number;
  readonly port: number;
  readonly url: string;
  readonly logPath: string;
  kill(signal: NodeJS.Signals): void;
  /** Orderly stop, then start; resolves when it is ready again. */
  restart(): Promise<void>;
  /** Resolves when it is ready (again). */
  untilReady(): Promise<void>;
}

/** Everything, running and kept alive until `stop`. */
export interface Stack {
  /** Where the API gateway answers. */
  url: string;
  databaseUrl: string;
  redisUrl: string;
  /** Secret of HS256 tokens; undefined when the settings name another way to verify tokens. */
  jwtSecret: string | undefined;
  postgres: Postgres;
  redis: Redis;
  /** By name: conversation-api, message-worker, signaling, realtime-gateway-1…, api-gateway. */
  processes: ReadonlyMap<string, StackProcess>;
  logsFolder: string;
  /** Sends a signal to a process by name; `postgres` and `redis` work too when they are ours. */
  kill(name: string, signal: NodeJS.Signals): void;
  /** Ends everything that was started, doors first. Safe to call twice. */
  stop(): Promise<void>;
}

interface Running {
  service: ServiceProcess;
  supervised: Supervised;
}

/** Builds, starts Postgres and Redis, then every service; resolves when all of them are ready. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const progress = options.onProgress ?? (() => undefined);
  const logsFolder = join(options.dataDir, 'logs');
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const building = options.build === false ? Promise.resolve() : buildServices({ onProgress: progress });
    const servers = startServers(options, logsFolder, progress);
    // Both are awaited whatever happens: a half-started server would stay behind.
    const [built, started] = await Promise.allSettled([building, servers]);
    if (started.status === 'rejected') throw started.reason;
    const [postgres, redis] = started.value;
    stops.push(() => Promise.all([postgres.stop(), redis.stop()]));
    if (built.status === 'rejected') throw built.reason;
    await options.beforeServices?.({ databaseUrl: postgres.url, redisUrl: redis.url });

    const port = options.port ?? (await findPort());
    const host = options.host ?? '127.0.0.1';
    const env = serviceSettings(options, port, postgres.url, redis.url);
    let table: readonly ServiceProcess[] = [];
    if (env['DEMO'] === '1' && env['JWT_SECRET']) {
      const demo = await startDemoServer({
        url: `http://127.0.0.1:${port}`,
        jwtSecret: env['JWT_SECRET'],
        services: () => table.map(({ name, port: own }) => ({ name, url: `http://127.0.0.1:${own}` })),
      });
      stops.push(demo.stop);
      env['DEMO_URL'] = demo.url;
    }
    table = await (options.table?.(env, port) ??
      serviceTable({
        scale: options.scale ?? DEFAULT_SCALE,
        port,
        host,
        innerPorts: options.persistent ? PREFERRED_INNER_PORT : 0,
        env,
      }));
    options.abort?.throwIfAborted();
    const running = await startAll(table, logsFolder, progress, options.abort);
    stops.push(() => stopAll(running));
    const url = `http://localhost:${port}`;
    return assemble({ url, postgres, redis, jwtSecret: env['JWT_SECRET'], running, logsFolder, stops });
  } catch (error) {
    for (const stop of stops.toReversed()) await stop();
    throw error;
  }
}

async function startServers(
  options: StackOptions,
  logsFolder: string,
  onProgress: (line: string) => void,
): Promise<[Postgres, Redis]> {
  const common = { dataDir: options.dataDir, anyPort: !options.persistent, cacheFolder: userCacheFolder(), onProgress };
  const results = await Promise.allSettled([
    startPostgres({ ...common, logPath: join(logsFolder, 'postgres.log'), databaseUrl: options.env?.['DATABASE_URL'] }),
    startRedis({ ...common, logPath: join(logsFolder, 'redis.log'), redisUrl: options.env?.['REDIS_URL'] }),
  ]);
  const [postgres, redis] = results;
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') return [postgres.value, redis.value];
  for (const result of results) if (result.status === 'fulfilled') await result.value.stop();
  throw postgres.status === 'rejected' ? postgres.reason : (redis as PromiseRejectedResult).reason;
}

function serviceSettings(options: StackOptions, port: number, databaseUrl: string, redisUrl: string): Environment {
  const given = options.env ?? {};
  const hasKey = given['JWT_SECRET'] ?? given['JWT_PUBLIC_KEY'] ?? given['JWT_JWKS_URL'];
  return {
    ...machineEnvironment(),
    CORS_ORIGINS: `http://localhost:${port},http://127.0.0.1:${port},http://localhost:3001`,
    SHUTDOWN_TIMEOUT_MS: String(SERVICE_SHUTDOWN_TIMEOUT_MS),
    ATTACHMENTS_DIR: join(options.dataDir, 'attachments'),
    // Links live for minutes, so a start may have a secret of its own.
    ATTACHMENT_LINK_SECRET: randomBytes(32).toString('hex'),
    ...(hasKey ? {} : { JWT_SECRET: randomBytes(32).toString('hex') }),
    ...given,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  };
}

async function startAll(
  table: readonly ServiceProcess[],
  logsFolder: string,
  progress: (line: string) => void,
  abort: AbortSignal | undefined,
): Promise<Running[]> {
  // One service that cannot start ends the wait for the others: their readiness may depend on it.
  const failed = new AbortController();
  const eitherAborts = AbortSignal.any([failed.signal, ...(abort ? [abort] : [])]);
  const failures: Error[] = [];
  const results = await Promise.allSettled(
    table.map(async (service) => {
      const supervised = await supervise({
        name: service.name,
        command: process.execPath,
        args: [...NODE_FLAGS, service.entry],
        env: service.env,
        logPath: join(logsFolder, `${service.name}.log`),
        stopSignal: 'SIGTERM',
        stopTimeoutMs: service.stopTimeoutMs,
        abort: eitherAborts,
        isReady: () => answersOk(`http://127.0.0.1:${service.port}/readyz`),
      }).catch((error: unknown) => {
        if (!eitherAborts.aborted) failures.push(error as Error);
        failed.abort();
        throw error;
      });
      progress(`${service.name}: ready`);
      return { service, supervised };
    }),
  );
  const running = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (running.length === table.length) return running;
  await stopAll(running);
  throw failures[0] ?? new Error('the start was given up');
}

/** Doors first and together, then the worker that finishes what they accepted. */
async function stopAll(running: readonly Running[]): Promise<void> {
  await Promise.all(running.filter(({ service }) => service.stopFirst).map(({ supervised }) => supervised.stop()));
  await Promise.all(running.map(({ supervised }) => supervised.stop()));
}

interface Parts extends Pick<Stack, 'url' | 'postgres' | 'redis' | 'jwtSecret' | 'logsFolder'> {
  running: readonly Running[];
  stops: (() => Promise<unknown>)[];
}

function assemble({ running, stops, ...parts }: Parts): Stack {
  const processes = new Map<string, StackProcess>();
  for (const { service, supervised } of running) {
    const view = { port: service.port, url: `http://127.0.0.1:${service.port}` };
    processes.set(service.name, Object.assign(Object.create(supervised) as Supervised, view));
  }
  return {
    ...parts,
    databaseUrl: parts.postgres.url,
    redisUrl: parts.redis.url,
    processes,
    kill(name, signal) {
      const servers = [parts.postgres.process, parts.redis.process];
      const target = processes.get(name) ?? servers.find((server) => server?.name === name);
      if (!target) throw new Error(`the stack runs no process named ${name}`);
      target.kill(signal);
    },
    async stop() {
      for (const stop of stops.splice(0).toReversed()) await stop();
    },
  };
}
