import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@causerie/contracts';

/** A file that lies in our folder and is not yet kept. */
export interface StagedFile {
  path: string;
  sizeBytes: number;
  /** Hexadecimal. */
  sha256: string;
}

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** A staged file that is so old belongs to a process that died. */
const LEFTOVER_AGE_MS = 60 * 60_000;

/**
 * Writes a stream into the folder, chunk by chunk. Nothing stays behind when it fails.
 * @throws AppError `payload_too_large` above `maxBytes`, `unprocessable` for an empty file.
 */
export async function stageFile(
  content: Readable,
  { folder, maxBytes }: { folder: string; maxBytes: number },
): Promise<StagedFile> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(content, measured, createWriteStream(path, { mode: FILE_MODE, flags: 'wx' }));
    if (sizeBytes === 0) throw new AppError('unprocessable', 'the file is empty');
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, sizeBytes, sha256: hash.digest('hex') };
}

/** The error for a file above a limit. */
export function tooLarge(maxBytes: number): AppError {
  return new AppError('payload_too_large', `a file has at most ${maxBytes} bytes`);
}

/** Measures a file that lies there already. */
export async function measureFile(path: string): Promise<StagedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { path, sizeBytes, sha256: hash.digest('hex') };
}

/** Removes what processes that died have left in the folder. */
export async function sweepStaging(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === true && found.mtimeMs < nowMs - LEFTOVER_AGE_MS) await rm(path, { force: true });
  }
}
