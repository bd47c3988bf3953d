import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { ExportFile } from '@causerie/core';
import { ZipFile } from 'yazl';

/**
 * Packs files one after the other as they are read, holding no more than a piece of one. What is read comes out of the returned stream,
 * which fails when a file does.
 */
export function zipExport(files: AsyncIterable<ExportFile>): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const ended = new AbortController();
  const failed = (error: unknown): void => void output.destroy(error as Error);
  zip.on('error', failed);
  // Nobody reads on: the source of the file under way is let go.
  output.once('close', () => ended.abort());
  void addAll(zip, files, ended.signal).catch(failed);
  return output;
}

async function addAll(zip: ZipFile, files: AsyncIterable<ExportFile>, signal: AbortSignal): Promise<void> {
  for await (const { name, content } of files) {
    const stream = Readable.from(content, { objectMode: false });
    stream.once('error', (error) => zip.emit('error', error));
    zip.addReadStream(stream, name);
    // The next file may depend on what this one found, and its source would wait open for its turn.
    try {
      await once(stream, 'end', { signal });
    } finally {
      stream.destroy();
    }
  }
  zip.end();
}
