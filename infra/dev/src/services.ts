import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, type Environment } from './env.ts';
import { findPort } from './ports.ts';

const DOOR_STOP_TIMEOUT_MS = 4_000;
const WORKER_STOP_TIMEOUT_MS = 2_000;

/** A service to build and run. */
export interface ServiceSource {
  name: string;
  /** Folder of its package, from the repository's root. */
  folder: string;
}

/** Every service that is a process; `web` is not one. */
export const serviceSources: readonly ServiceSource[] = [
  { name: 'conversation-api', folder: 'services/conversation-api' },
  { name: 'message-worker', folder: 'services/message-worker' },
  { name: 'signaling', folder: 'services/signaling' },
  { name: 'realtime-gateway', folder: 'services/realtime-gateway' },
  { name: 'api-gateway', folder: 'infra/api-gateway' },
];

/** Built like a service because loading it from a bundle is ten times faster than from its many sources. */
export const migrationsSource: ServiceSource = { name: 'migrations', folder: 'infra/dev' };

/** One process of the stack. */
export interface ServiceProcess {
  /** Unique; a replica carries its number. */
  name: string;
  /** The built file that Node runs. */
  entry: string;
  host: string;
  port: number;
  env: Environment;
  /** Doors are stopped before what they depend on. */
  stopFirst: boolean;
  stopTimeoutMs: number;
}

/** What the processes have to know. */
export interface TableOptions {
  /** Number of realtime-gateway replicas. */
  scale: number;
  /** Port of the API gateway. */
  port: number;
  /** Address the API gateway listens on; everything else stays on loopback. */
  host: string;
  /** First of the ports tried for the inner services; 0 lets the system pick. */
  innerPorts: number;
  /** Given to every process. */
  env: Environment;
}

/** The file a service is built from. */
export function sourceEntry(source: ServiceSource): string {
  return join(repositoryRoot, source.folder, source === migrationsSource ? 'src/migrations.ts' : 'src/main.ts');
}

/** The built file of a service. */
export function builtEntry(source: ServiceSource): string {
  return join(repositoryRoot, source.folder, source === migrationsSource ? 'dist/migrations.js' : 'dist/main.js');
}

/** True when the service has something to run. */
export function hasEntry(source: ServiceSource): boolean {
  return existsSync(sourceEntry(source));
}

/**
 * The processes of production, each with a port and an environment of its own: the four services, `scale` gateway
 * replicas, and the API gateway that is told where all of them answer.
 */
export async function serviceTable(options: TableOptions): Promise<ServiceProcess[]> {
  let next = options.innerPorts;
  const inner = async (source: ServiceSource, name: string): Promise<ServiceProcess> => {
    const port = await findPort(next);
    if (next !== 0) next = port + 1;
    const { DEMO: _demo, DEMO_URL: _demoUrl, ...env } = options.env;
    return processOf(source, name, port, '127.0.0.1', env);
  };
  const table: ServiceProcess[] = [];
  for (const source of serviceSources) {
    if (source.name === 'api-gateway' || !hasEntry(source)) continue;
    const replicas = source.name === 'realtime-gateway' ? options.scale : 1;
    for (let number = 1; number <= replicas; number += 1) {
      table.push(await inner(source, source.name === 'realtime-gateway' ? `${source.name}-${number}` : source.name));
    }
  }
  const front = serviceSources.find(({ name, ...rest }) => name === 'api-gateway' && hasEntry({ name, ...rest }));
  if (front) {
    const env = { ...withoutKeys(options.env), ...upstreamSettings(table) };
    table.push(processOf(front, front.name, options.port, options.host, env));
  }
  return table;
}

/** The gateway neither reads data nor verifies tokens, so it is not given the means. */
function withoutKeys(env: Environment): Environment {
  const {
    DATABASE_URL: _database,
    REDIS_URL: _redis,
    JWT_SECRET: _secret,
    ATTACHMENT_LINK_SECRET: _linkSecret,
    S3_SECRET_ACCESS_KEY: _storageSecret,
    VAPID_PRIVATE_KEY: _pushKey,
    SMTP_URL: _mailServer,
    TURN_SECRET: _relaySecret,
    ...rest
  } = env;
  return rest;
}

/** Settings that tell the API gateway where the others are; the fragment of a gateway's URL is its replica id. */
function upstreamSettings(table: readonly ServiceProcess[]): Environment {
  const urlOf = (name: string): string | undefined => {
    const found = table.find((service) => service.name === name);
    return found && `http://127.0.0.1:${found.port}`;
  };
  const replicas = table.filter(({ name }) => name.startsWith('realtime-gateway-'));
  const webRoot = join(repositoryRoot, 'services/web/dist');
  return {
    CONVERSATION_API_URL: urlOf('conversation-api'),
    SIGNALING_URL: urlOf('signaling'),
    MESSAGE_WORKER_URL: urlOf('message-worker'),
    REALTIME_GATEWAY_URLS: replicas.map(({ name, port }) => `http://127.0.0.1:${port}#${name}`).join(',') || undefined,
    WEB_ROOT: existsSync(join(webRoot, 'index.html')) ? webRoot : undefined,
  };
}

function processOf(
  source: ServiceSource,
  name: string,
  port: number,
  host: string,
  common: Environment,
): ServiceProcess {
  const isWorker = source.name === 'message-worker';
  return {
    name,
    entry: builtEntry(source),
    host,
    port,
    env: { ...common, PORT: String(port), HOST: host, REPLICA_ID: name },
    stopFirst: !isWorker,
    stopTimeoutMs: isWorker ? WORKER_STOP_TIMEOUT_MS : DOOR_STOP_TIMEOUT_MS,
  };
}
