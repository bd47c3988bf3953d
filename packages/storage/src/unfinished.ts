import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkKey } from './keys.ts';

const FOLDER_MODE = 0o700;

/** The files of writes that are under way, in a folder of their own, so that those of processes that died are found at once. */
export interface Unfinished {
  /** A new path for bytes of a key; the folder is made when it is missing. */
  pathFor(key: string): Promise<string>;
  /** Removes what writes of a key left behind. */
  remove(key: string): Promise<void>;
  /** Removes files that nobody has written to for so long; says how many. */
  sweep(olderThanMs: number): Promise<number>;
}

/** Keeps unfinished files in a folder, which need not exist. */
export function createUnfinished(folder: string): Unfinished {
  // No key has a dot, so the name leads back to its key.
  const nameOf = (key: string): string => checkKey(key).replaceAll('/', '.');
  const list = (): Promise<string[]> =>
    readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  return {
    async pathFor(key) {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
      return join(folder, `${nameOf(key)}.${randomUUID()}`);
    },
    async remove(key) {
      const name = nameOf(key);
      const theirs = (await list()).filter((one) => one.slice(0, one.lastIndexOf('.')) === name);
      for (const one of theirs) await rm(join(folder, one), { force: true });
    },
    async sweep(olderThanMs) {
      const olderThan = Date.now() - olderThanMs;
      let removed = 0;
      for (const name of await list()) {
        const path = join(folder, name);
        const found = await stat(path).catch(() => null);
        if (found === null || found.mtimeMs >= olderThan) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}
