import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPort, findProgram } from '@causerie/dev';

/** How long a relay may take to answer after its start. */
const START_TIMEOUT_MS = 10_000;
const ASK_INTERVAL_MS = 50;
/** A STUN binding request (RFC 8489): type, no attributes, magic cookie, and a transaction id of our own. */
export const BINDING_REQUEST = Buffer.from('000100002112a442636175736572696531323334', 'hex');

/** How to run a relay on loopback, for tests and rehearsals. */
export interface TurnServerOptions {
  /** Empty folder for its configuration and database. */
  folder: string;
  /** Shared with signaling as TURN_SECRET. */
  secret: string;
  /** True denies private peers as production does; false lets two browsers of this machine meet. */
  production?: boolean;
  /** PEM files; with them TURN over TLS is served on a port of its own. */
  certificate?: { certPath: string; keyPath: string };
}

/** A running coturn. */
export interface TurnServer {
  port: number;
  /** For TURN_URLS: UDP and TCP. */
  urls: readonly [udp: string, tcp: string];
  stunUrl: string;
  /** Of TLS; null without a certificate. */
  tlsPort: number | null;
  /** Everything it has written so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Path of coturn's `turnserver`, undefined where it is not installed. */
export function findTurnServer(): string | undefined {
  return findProgram('turnserver');
}

/** Starts coturn with the settings of `turnserver.conf`, moved to loopback and free ports. @throws Error when it is not installed or does not answer. */
export async function startTurnServer(options: TurnServerOptions): Promise<TurnServer> {
  const { folder, certificate } = options;
  const program = findTurnServer();
  if (program === undefined) throw new Error('turnserver (coturn) is not installed');
  const port = await findPort();
  const tlsPort = certificate === undefined ? null : await findPort();
  const path = join(folder, 'turnserver.conf');
  await writeFile(path, await loopbackConfiguration(options, port, tlsPort), { mode: 0o600 });
  const child = spawn(program, ['-c', path], { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  const answered = await Promise.race([untilAnswers(port), ended.then(() => false)]);
  if (!answered) {
    await stop();
    throw new Error(`turnserver did not start: ${log.slice(-2000)}`);
  }
  const address = `127.0.0.1:${port}`;
  return {
    port,
    urls: [`turn:${address}?transport=udp`, `turn:${address}?transport=tcp`],
    stunUrl: `stun:${address}`,
    tlsPort,
    log: () => log,
    stop,
  };
}

async function loopbackConfiguration(
  { folder, secret, production = false, certificate }: TurnServerOptions,
  port: number,
  tlsPort: number | null,
): Promise<string> {
  const ours = await readFile(new URL('../turnserver.conf', import.meta.url), 'utf8');
  const moved = /^(?:listening-port|tls-listening-port|min-port|max-port)=/;
  const kept = ours
    .split('\n')
    .filter((line) => !moved.test(line))
    .filter((line) => production || !line.startsWith('denied-peer-ip='));
  return [
    ...kept,
    `listening-port=${port}`,
    'listening-ip=127.0.0.1',
    'relay-ip=127.0.0.1',
    'realm=causerie.test',
    `static-auth-secret=${secret}`,
    ...(certificate === undefined || tlsPort === null
      ? ['no-tls']
      : [`tls-listening-port=${tlsPort}`, `cert=${certificate.certPath}`, `pkey=${certificate.keyPath}`]),
    `userdb=${join(folder, 'turndb')}`,
    `pidfile=${join(folder, 'turnserver.pid')}`,
    ...(production ? [] : ['allow-loopback-peers']),
    '',
  ].join('\n');
}

/** Resolves true once a binding request is answered, false when that takes too long. */
async function untilAnswers(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  const ask = setInterval(() => socket.send(BINDING_REQUEST, port, '127.0.0.1'), ASK_INTERVAL_MS);
  try {
    await once(socket, 'message', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  } finally {
    clearInterval(ask);
    socket.close();
  }
}
