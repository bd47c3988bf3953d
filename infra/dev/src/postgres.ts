import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { machineEnvironment } from './env.ts';
import { findPort } from './ports.ts';
import { preparePostgresBinaries } from './postgres-binaries.ts';
import { settlePostgresFolder, type UnixOwner } from './postgres-owner.ts';
import { supervise, type Supervised } from './supervisor.ts';

const PREFERRED_PORT = 54_329;
const STOP_TIMEOUT_MS = 2_500;
const MAX_CONNECTIONS = 200;
const READY_LINE = 'database system is ready to accept connections';

/** How to get a Postgres. */
export interface PostgresOptions {
  /** Folder for data, password and scratch; created when missing. */
  dataDir: string;
  /** Log of the server. */
  logPath: string;
  /** Use this server instead of starting one. */
  databaseUrl?: string | undefined;
  /** False does not wait for the disk: survives a killed process, not a power cut. Only for tests. */
  durable?: boolean;
  /** Any free port instead of the preferred one. */
  anyPort?: boolean;
  /** Where binaries may be copied when the installed ones cannot be used in place. */
  cacheFolder?: string;
  onProgress?: (line: string) => void;
}

/** A Postgres that answers. */
export interface Postgres {
  /** Connection string of the database `causerie`. */
  url: string;
  /** Words for a person: which Postgres this is. */
  label: string;
  /** The process we keep alive; undefined when the server is somebody else's. */
  process: Supervised | undefined;
  stop(): Promise<void>;
}

/** Starts an embedded Postgres 18 (or takes the one of `databaseUrl`) and resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  if (options.databaseUrl) {
    return { url: options.databaseUrl, label: 'yours (DATABASE_URL)', process: undefined, stop: async () => undefined };
  }
  const progress = options.onProgress ?? (() => undefined);
  const { folder, owner } = await settlePostgresFolder(join(options.dataDir, 'postgres'));
  const cacheFolder = options.cacheFolder ?? join(options.dataDir, 'cache');
  const binaries = await preparePostgresBinaries(owner, cacheFolder);
  const cluster = join(folder, 'cluster');
  const password = await readOrCreatePassword(join(options.dataDir, 'postgres-password'), existsSync(cluster));
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    progress('Postgres: creating the database');
    await initialise({ program: binaries.initdb, folder, cluster, password, owner, durable: options.durable ?? true });
  }
  const port = await findPort(options.anyPort ? 0 : PREFERRED_PORT);
  const server = await supervise({
    name: 'postgres',
    command: binaries.postgres,
    args: serverArguments(cluster, port, options.durable ?? true),
    env: { ...machineEnvironment(), LC_ALL: 'C' },
    cwd: folder,
    owner,
    logPath: options.logPath,
    stopSignal: 'SIGINT',
    stopTimeoutMs: STOP_TIMEOUT_MS,
    isReady: (log) => log.includes(READY_LINE),
  });
  const base = `postgres://causerie:${password}@127.0.0.1:${port}`;
  await createDatabase(`${base}/postgres`);
  return { url: `${base}/causerie`, label: `embedded ${binaries.version}`, process: server, stop: () => server.stop() };
}

function serverArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    // A socket file would have to lie in a short, writable path; TCP on loopback works everywhere.
    'unix_socket_directories=',
    `max_connections=${MAX_CONNECTIONS}`,
    'timezone=UTC',
    'log_timezone=UTC',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  return ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

async function readOrCreatePassword(path: string, clusterExists: boolean): Promise<string> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  if (clusterExists) throw new Error(`The password file ${path} is gone, but its database is still there`);
  const password = randomBytes(18).toString('hex');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

interface InitialiseOptions {
  program: string;
  folder: string;
  cluster: string;
  password: string;
  owner: UnixOwner | undefined;
  durable: boolean;
}

async function initialise({ program, folder, cluster, password, owner, durable }: InitialiseOptions): Promise<void> {
  const passwordFile = join(folder, `password-${process.pid}`);
  // initdb runs under a temporary name: an interrupted one must not look like a database.
  const partial = join(folder, `cluster-${process.pid}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  const args = ['-D', partial, '-U', 'causerie', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(durable ? [] : ['--no-sync']));
  try {
    await run(program, args, owner, folder);
    await rename(partial, cluster);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(partial, { recursive: true, force: true });
  }
}

function run(program: string, args: string[], owner: UnixOwner | undefined, cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...machineEnvironment(), LC_ALL: 'C' } as NodeJS.ProcessEnv;
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'], ...owner });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb could not create the database (${code}): ${complaint.trim()}`)),
    );
  });
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query(`select 1 from pg_database where datname = 'causerie'`);
    if (found.rowCount === 0) await client.query('create database causerie');
  } finally {
    await client.end();
  }
}
