import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { PreparedFile } from '@causerie/core';
import { cleanImage } from './clean-image.ts';
import { recogniseFile } from './recognise-file.ts';
import { measureFile, type StagedFile } from './stage-file.ts';

/** Ending of the name of a cleaned image beside the one it was made from. */
const CLEANED = '.clean';

/**
 * Finds out what a staged file is, cleans it if it is an image, and hands it to `use`. The cleaned copy is gone afterwards;
 * the staged file itself is for the caller to remove.
 * @throws AppError `unprocessable` for files that are not taken, and whatever `use` throws.
 */
export async function withPreparedFile<T>(
  staged: StagedFile,
  name: string,
  use: (file: PreparedFile) => Promise<T>,
): Promise<T> {
  try {
    return await use(await prepare(staged, name));
  } finally {
    await rm(staged.path + CLEANED, { force: true });
  }
}

async function prepare(staged: StagedFile, name: string): Promise<PreparedFile> {
  const { mediaType, image } = await recogniseFile(staged.path, name);
  if (image === null) return { mediaType, width: null, height: null, thumbnail: null, ...kept(staged) };
  const path = staged.path + CLEANED;
  const { width, height, thumbnail } = await cleanImage(staged.path, path, image);
  return {
    mediaType: `image/${image}`,
    width,
    height,
    ...kept(await measureFile(path)),
    thumbnail: async function* () {
      yield thumbnail;
    },
  };
}

function kept({ path, sizeBytes, sha256 }: StagedFile): Pick<PreparedFile, 'sizeBytes' | 'sha256' | 'content'> {
  return { sizeBytes, sha256, content: () => createReadStream(path) };
}
