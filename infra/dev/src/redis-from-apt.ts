import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, runProgram } from './programs.ts';

const UPDATE_TIMEOUT_MS = 60_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
const SHORT_TIMEOUT_MS = 10_000;

/** Every machine with a C library has these; unpacking a second copy would only break programs. */
const NEVER_UNPACK = /^(libc6|libc-bin|libgcc-s1|libcrypt1)$/;

/** A Redis unpacked from Debian packages into the user's own cache. */
export interface UnpackedRedis {
  binary: string;
  /** Value for LD_LIBRARY_PATH. */
  libraryPath: string;
}

/**
 * Downloads Debian's redis-server with its libraries and unpacks it into `cacheFolder`: no root, nothing installed.
 * @returns undefined when this machine has no apt, no network, or the result does not run.
 */
export async function redisFromApt(
  cacheFolder: string,
  progress: (line: string) => void,
): Promise<UnpackedRedis | undefined> {
  if (!findProgram('apt-get') || !findProgram('dpkg-deb') || !findProgram('apt-cache')) return undefined;
  const home = join(cacheFolder, `redis-debian-${process.arch}`);
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  if (existsSync(home) && (await isOurs(home))) {
    const cached = await working(home);
    if (cached) return cached;
  }
  progress('Redis: none installed, downloading Debian’s into the cache (no root needed, nothing is installed)');
  const partial = join(cacheFolder, `partial-redis-${process.pid}`);
  try {
    if (!(await unpackInto(partial, join(cacheFolder, 'apt')))) return undefined;
    await rm(home, { recursive: true, force: true });
    await rename(partial, home).catch(() => undefined);
    return await working(home);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder);
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}

/** The unpacked Redis, if it runs on this machine. */
async function working(home: string): Promise<UnpackedRedis | undefined> {
  const binary = join(home, 'root/usr/bin/redis-server');
  if (!existsSync(binary)) return undefined;
  const libraries = join(home, 'root/usr/lib');
  const triplets = (await readdir(libraries)).filter(
    (name) => name.endsWith('-linux-gnu') || name.includes('-linux-gnueabi'),
  );
  const roots = triplets.flatMap((triplet) => [join(libraries, triplet), join(home, 'root/lib', triplet)]);
  const libraryPath = roots.filter((folder) => existsSync(folder)).join(':');
  const answer = await runProgram(binary, ['--version'], {
    timeoutMs: SHORT_TIMEOUT_MS,
    env: { LD_LIBRARY_PATH: libraryPath },
  });
  return answer.ok ? { binary, libraryPath } : undefined;
}

async function unpackInto(folder: string, aptState: string): Promise<boolean> {
  await mkdir(join(folder, 'root'), { recursive: true });
  if (!(await download(folder, []))) {
    // The system's package lists are missing or stale: fetch fresh ones into the cache, leaving the system alone.
    const own = await privateLists(aptState);
    if (!own || !(await download(folder, own))) return false;
  }
  const archives = (await readdir(folder)).filter((name) => name.endsWith('.deb'));
  for (const archive of archives) {
    const options = { cwd: folder, timeoutMs: SHORT_TIMEOUT_MS };
    if (!(await runProgram('dpkg-deb', ['-x', archive, 'root'], options)).ok) return false;
    await rm(join(folder, archive));
  }
  return archives.length > 0;
}

async function download(folder: string, aptOptions: string[]): Promise<boolean> {
  const depends = await runProgram('apt-cache', [...aptOptions, ...dependsArguments], { timeoutMs: SHORT_TIMEOUT_MS });
  if (!depends.ok) return false;
  const libraries = depends.stdout.split('\n').filter((line) => /^(lib|lua)[a-z0-9.+-]*$/.test(line));
  const wanted = ['redis-server', 'redis-tools', ...libraries.filter((name) => !NEVER_UNPACK.test(name))];
  const args = [...aptOptions, ...asUs, 'download', ...new Set(wanted)];
  return (await runProgram('apt-get', args, { cwd: folder, timeoutMs: DOWNLOAD_TIMEOUT_MS })).ok;
}

const dependsArguments = [
  'depends',
  '--recurse',
  '--no-recommends',
  '--no-suggests',
  '--no-conflicts',
  '--no-breaks',
  '--no-replaces',
  '--no-enhances',
  'redis-server',
  'redis-tools',
];

/** Root's apt would download as the user `_apt`, who may not write into a private folder. */
const asUs = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];

async function privateLists(aptState: string): Promise<string[] | undefined> {
  await mkdir(join(aptState, 'lists/partial'), { recursive: true });
  await mkdir(join(aptState, 'cache/archives/partial'), { recursive: true });
  const options = ['-o', `Dir::State::lists=${aptState}/lists`, '-o', `Dir::Cache=${aptState}/cache`];
  // One unreachable third-party source makes `update` fail although Debian's own lists arrived: the download decides.
  await runProgram('apt-get', [...options, ...asUs, 'update'], { timeoutMs: UPDATE_TIMEOUT_MS });
  return (await readdir(join(aptState, 'lists'))).some(
    (name) => name.endsWith('Packages') || name.includes('Packages.'),
  )
    ? options
    : undefined;
}
