import { parseArgs } from 'node:util';
import type { Environment } from './env.ts';

const DEFAULT_PORT = 3_000;
const DEFAULT_SCALE = 2;
const MOST_REPLICAS = 16;

/** What the person asked for. */
export interface StartOptions {
  scale: number;
  port: number;
  /** True when the port was named: then another one is not an answer. */
  portIsFixed: boolean;
  help: boolean;
}

/** Shown by `--help`. */
export const START_HELP = `pnpm start [--scale gateway=N] [--port N]

Starts everything on this machine: Postgres, Redis, the services, N realtime gateways (2 unless told) and the
API gateway (port 3000 unless told). Settings of .env.example are read from the environment and from .env.`;

/**
 * Reads the command line and the PORT setting.
 * @throws Error in plain words when something is not understood
 */
export function readStartOptions(argv: readonly string[], env: Environment): StartOptions {
  const { values } = parseArgs({
    // A package manager may pass its own separator on.
    args: argv.filter((argument) => argument !== '--'),
    options: { scale: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const port = values.port ?? env['PORT'];
  return {
    scale: values.scale === undefined ? DEFAULT_SCALE : readScale(values.scale),
    port: port === undefined ? DEFAULT_PORT : wholeNumber('PORT', port, 1, 65_535),
    portIsFixed: port !== undefined,
    help: values.help ?? false,
  };
}

function readScale(text: string): number {
  const match = /^(?:realtime-)?gateway=(.+)$/.exec(text);
  if (!match?.[1]) throw new Error(`--scale wants gateway=N, not ${text}`);
  return wholeNumber('--scale gateway', match[1], 1, MOST_REPLICAS);
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) throw new Error(`${name} must be a whole number from ${least} to ${most}`);
  return number;
}
