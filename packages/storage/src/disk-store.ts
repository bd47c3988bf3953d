import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@causerie/contracts';
import type { BlobStore, Bytes } from '@causerie/core';
import { checkKey } from './keys.ts';
import { createUnfinished } from './unfinished.ts';

/** Only this process may read what it keeps. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Where bytes lie while they are written, beside the folders of keys. */
export const UNFINISHED_FOLDER = '.unfinished';

/** Blobs as files of one folder, which is made when it is missing. */
export function createDiskStore(folder: string): BlobStore {
  const pathOf = (key: string): string => join(folder, checkKey(key));
  // On the same volume, where renaming is one step. No key begins with a dot.
  const unfinishedFiles = createUnfinished(join(folder, UNFINISHED_FOLDER));

  async function put(key: string, content: Bytes): Promise<void> {
    const path = pathOf(key);
    const unfinished = await unfinishedFiles.pathFor(key);
    await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
    try {
      await writeDurably(unfinished, content);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  return {
    put: (key, content) => speakOfSpace(put(key, content)),
    async get(key, range) {
      const file = await open(pathOf(key), 'r').catch(nothingThere);
      if (file === null) return null;
      const { size } = await file.stat();
      const content = size === 0 ? [] : file.createReadStream({ ...range });
      if (size === 0) await file.close();
      return { content: content as Bytes, sizeBytes: size };
    },
    async move(from, to) {
      const target = pathOf(to);
      await mkdir(dirname(target), { recursive: true, mode: FOLDER_MODE });
      return (await rename(pathOf(from), target).catch(nothingThere)) !== null;
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
      await unfinishedFiles.remove(key);
    },
    sweep: unfinishedFiles.sweep,
  };
}

/** Bytes of `path`, on the disk when this returns. The file is open before the first byte is asked for: a write stream opens it meanwhile, and one that failed at once could still make the file after it was removed. */
async function writeDurably(path: string, content: Bytes): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}

function nothingThere(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** A full disk is ours to repair, and the caller may try again. */
async function speakOfSpace<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('unavailable', undefined, { cause: error });
    throw error;
  }
}
