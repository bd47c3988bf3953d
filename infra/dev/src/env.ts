import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

/** Environment variables by name; a missing name is undefined. */
export type Environment = Record<string, string | undefined>;

/** Absolute path of the repository, found from this file so that any working directory will do. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** Variables a child needs to find programs and folders; none of them configures Causerie. */
const MACHINE_VARIABLES = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'USERPROFILE',
  'LOCALAPPDATA',
  'XDG_CACHE_HOME',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
] as const;

/** What every child process gets before its own settings: only the machine's variables. */
export function machineEnvironment(source: Environment = process.env): Environment {
  return Object.fromEntries(MACHINE_VARIABLES.flatMap((name) => (source[name] ? [[name, source[name]]] : [])));
}

/**
 * Settings of the person who runs a command: the root `.env` file, overruled by real environment variables.
 * Empty values count as not set, so that a copied `.env.example` with blanks changes nothing.
 */
export function userEnvironment(root: string = repositoryRoot, source: Environment = process.env): Environment {
  const merged: Environment = { ...readDotEnv(join(root, '.env')), ...source };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== ''));
}

function readDotEnv(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Folder of data, secrets and logs of `start`: `.causerie` in the repository unless CAUSERIE_DATA_DIR names another. */
export function dataFolder(source: Environment = process.env): string {
  return resolve(source['CAUSERIE_DATA_DIR'] || join(repositoryRoot, '.causerie'));
}

/** Folder for downloads shared by every checkout of this user. */
export function userCacheFolder(source: Environment = process.env): string {
  if (source['XDG_CACHE_HOME']) return join(source['XDG_CACHE_HOME'], 'causerie');
  if (process.platform === 'win32' && source['LOCALAPPDATA']) return join(source['LOCALAPPDATA'], 'causerie');
  const home = source['HOME'] ?? source['USERPROFILE'];
  return home ? join(home, '.cache', 'causerie') : join(repositoryRoot, '.causerie', 'cache');
}
