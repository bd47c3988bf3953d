import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dataFolder, userEnvironment, type Environment } from './env.ts';
import { forgetRun, settleEarlierRun, writeRun } from './leftovers.ts';
import type { migrateDatabase } from './migrations.ts';
import { renderPanel } from './panel.ts';
import { findPort, isPortFree } from './ports.ts';
import { keptSecret, keptVapidKeys } from './secrets.ts';
import { seedDemo } from './seed.ts';
import { builtEntry, hasEntry, migrationsSource, serviceSources } from './services.ts';
import { startStack, type Stack } from './stack.ts';
import { readStartOptions, START_HELP, type StartOptions } from './start-options.ts';
import { onStopSignal } from './stop-signal.ts';

const RUN_RECORD_INTERVAL_MS = 1_000;
const STOP_TIMEOUT_MS = 9_000;

const startedAt = Date.now();
const folder = dataFolder();
const runPath = join(folder, 'run.json');
const notes: string[] = [];

function progress(line: string): void {
  console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${line}`);
}

/** Refuses early and in words what would fail late and in code. */
function prepareFolder(): void {
  mkdirSync(folder, { recursive: true });
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Error(
      `${folder} cannot be written; it was probably created by another user. Run as that user, or remove it.`,
    );
  }
}

async function choosePort({ port, portIsFixed }: StartOptions, host: string): Promise<number> {
  if (await isPortFree(port, host)) return port;
  if (portIsFixed)
    throw new Error(`Port ${port} is taken by another program. Choose another one with PORT=… or --port.`);
  const other = await findPort(port + 1, host);
  notes.push(`port ${port} is taken by another program, so this is on ${other}.`);
  return other;
}

async function settings(): Promise<Environment> {
  const given = userEnvironment();
  const hasKey = given['JWT_SECRET'] ?? given['JWT_PUBLIC_KEY'] ?? given['JWT_JWKS_URL'];
  const secret = hasKey ? {} : { JWT_SECRET: await keptSecret(join(folder, 'jwt-secret')) };
  const isProduction = given['NODE_ENV'] === 'production';
  // PORT names the API gateway alone, and demo tokens are never handed out in production.
  const { PORT: _port, DEMO: _demo, ...rest } = given;
  const push = given['VAPID_PUBLIC_KEY'] ? {} : await keptVapidKeys(join(folder, 'vapid-private-key'));
  return { ...rest, ...secret, ...push, ...(isProduction ? {} : { DEMO: '1' }) };
}

/** Keeps the list of our processes on disk, for the start after one that was killed. */
function recordRun(stack: Stack): NodeJS.Timeout {
  let known = '';
  const record = (): void => {
    const servers = [stack.postgres.process, stack.redis.process].flatMap((server) =>
      server?.pid ? [{ pid: server.pid, mark: server.name === 'postgres' ? 'postgres' : 'redis' }] : [],
    );
    const services = [...stack.processes.values()].flatMap(({ pid }) => (pid ? [{ pid, mark: 'dist/main.js' }] : []));
    const processes = [...servers, ...services];
    if (JSON.stringify(processes) === known) return;
    known = JSON.stringify(processes);
    writeRun(runPath, { pid: process.pid, url: stack.url, processes });
  };
  record();
  return setInterval(record, RUN_RECORD_INTERVAL_MS);
}

interface Migrations {
  migrateDatabase: typeof migrateDatabase;
}

async function migrateBuilt(databaseUrl: string): Promise<string> {
  const built = (await import(pathToFileURL(builtEntry(migrationsSource)).href)) as Migrations;
  return built.migrateDatabase(databaseUrl);
}

async function start(options: StartOptions, abort: AbortSignal): Promise<Stack> {
  prepareFolder();
  const running = await settleEarlierRun(runPath);
  if (running) throw new Error(`Causerie is already running from this folder: ${running}. Stop it with Ctrl-C first.`);
  const env = await settings();
  const host = env['HOST'] ?? '127.0.0.1';
  const port = await choosePort(options, host);
  for (const source of serviceSources.filter((candidate) => !hasEntry(candidate))) {
    notes.push(`${source.name} is not there yet and was left out.`);
  }
  progress('starting Postgres and Redis, building what changed');
  const stack = await startStack({
    dataDir: folder,
    scale: options.scale,
    port,
    host,
    env,
    abort,
    persistent: true,
    onProgress: progress,
    beforeServices: async ({ databaseUrl }) => {
      progress('Postgres and Redis answer; migrating the database');
      progress(await migrateBuilt(databaseUrl));
      progress(`starting the services (${options.scale} realtime gateways)`);
    },
  });
  const isDemo = env['DEMO'] === '1' && stack.jwtSecret !== undefined;
  if (isDemo && stack.jwtSecret) {
    const problem = await seedDemo({ url: `http://127.0.0.1:${port}`, jwtSecret: stack.jwtSecret });
    if (problem) notes.push(`the demo people could not be set up: ${problem}.`);
  }
  console.log(
    renderPanel({
      url: stack.url,
      postgres: stack.postgres.label,
      redis: stack.redis.label,
      logs: stack.logsFolder,
      replicas: options.scale,
      demo: isDemo,
      seconds: (Date.now() - startedAt) / 1000,
      notes,
    }),
  );
  return stack;
}

async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), userEnvironment());
  if (options.help) return console.log(START_HELP);
  const abort = new AbortController();
  let recorder: NodeJS.Timeout | undefined;
  const starting = start(options, abort.signal);
  starting.catch(() => undefined);
  onStopSignal(async () => {
    console.log('\n  stopping…');
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    abort.abort(new Error('stopped while starting'));
    clearInterval(recorder);
    const stack = await starting.catch(() => undefined);
    clearInterval(recorder);
    await stack?.stop();
    if (stack) forgetRun(runPath);
    console.log('  stopped; the data stays');
    process.exit(0);
  });
  const stack = await starting.catch((error: unknown) => {
    // Stopping while starting is no failure: the stop handler ends the process.
    if (abort.signal.aborted) return undefined;
    throw error;
  });
  if (stack && !abort.signal.aborted) recorder = recordRun(stack);
}

main().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
