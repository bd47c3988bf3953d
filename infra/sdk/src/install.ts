import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot, runProgram } from '@causerie/dev';

const UNPACK_TIMEOUT_MS = 30_000;

interface Manifest {
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/**
 * Does in a folder what `npm install` of packed packages would do, without asking a registry: the packages are unpacked, and what they
 * and the caller need of others is linked from this repository.
 * @param others names of packages of others that the folder's own code imports
 */
export async function installFromHere(
  folder: string,
  files: readonly string[],
  others: readonly string[],
): Promise<void> {
  const needed = new Set(others);
  for (const file of files) {
    const name = /causerie-([a-z]+)-[\d.]+\.tgz$/.exec(file)?.[1] ?? '';
    const target = join(folder, 'node_modules/@causerie', name);
    await mkdir(target, { recursive: true });
    const args = ['-xzf', file, '-C', target, '--strip-components=1'];
    const { ok, stderr } = await runProgram('tar', args, { timeoutMs: UNPACK_TIMEOUT_MS });
    if (!ok) throw new Error(`${file} cannot be unpacked: ${stderr}`);
    const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as Manifest;
    for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      if (!dependency.startsWith('@causerie/')) needed.add(dependency);
    }
  }
  for (const name of needed) {
    const target = join(folder, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    await symlink(await findPackage(name), target, 'junction');
  }
}

/** The folder of a package that some room of this repository depends on. */
async function findPackage(name: string): Promise<string> {
  for (const group of ['packages', 'services', 'infra']) {
    for (const room of await readdir(join(repositoryRoot, group))) {
      const path = join(repositoryRoot, group, room, 'node_modules', name);
      if (existsSync(path)) return realpath(path);
    }
  }
  throw new Error(`no room of this repository depends on ${name}`);
}
