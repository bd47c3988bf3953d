import { createWriteStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@causerie/contracts';
import type { BlobStore, ByteRange, Bytes } from '@causerie/core';
import { AwsClient } from 'aws4fetch';
import { checkKey } from './keys.ts';
import { createUnfinished } from './unfinished.ts';

/** Repeats of a request that the service could not take; the pauses double from 50 ms. */
const RETRIES = 4;
/** Longest time until the head of an answer to a request without a body. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Longest time to send one blob. */
const PUT_TIMEOUT_MS = 10 * 60_000;

/** An S3-compatible service. `endpoint` is its address without the bucket, which is named in the path. */
export interface S3Options {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Folder for what is on its way; made when it is missing. */
  scratchFolder: string;
}

/**
 * Blobs as objects of one bucket, which must exist and should not be readable by anybody else. A blob is sent in one request, so a write
 * that was cut leaves no object and no part of one there; it leaves a file in the scratch folder of its machine.
 */
export function createS3Store(options: S3Options): BlobStore {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey, scratchFolder } = options;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: RETRIES });
  const unfinishedFiles = createUnfinished(scratchFolder);
  const urlOf = (key: string): string => `${endpoint.replace(/\/$/, '')}/${bucket}/${checkKey(key)}`;

  async function ask(key: string, init: RequestInit, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Response> {
    const url = urlOf(key);
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    try {
      // The body of an answer may take as long as its reader does, so only the head is waited for.
      return await client.fetch(url, { ...init, signal: timer.signal });
    } catch (error) {
      throw new AppError('unavailable', undefined, { cause: error });
    } finally {
      clearTimeout(timeout);
    }
  }

  async function remove(key: string): Promise<void> {
    const answer = await ask(key, { method: 'DELETE' });
    await answer.body?.cancel();
    if (answer.status !== 404) requireOk(answer);
  }

  return {
    async put(key, content) {
      // A request to S3 says its length first and may have to be repeated, and a stream allows neither.
      const path = await unfinishedFiles.pathFor(key);
      try {
        await pipeline(content, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
        const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-type': 'application/octet-stream' };
        const answer = await ask(key, { method: 'PUT', body: await openAsBlob(path), headers }, PUT_TIMEOUT_MS);
        await answer.body?.cancel();
        requireOk(answer);
      } finally {
        await rm(path, { force: true });
      }
    },
    async get(key, range) {
      const answer = await ask(key, { headers: range === undefined ? {} : { range: rangeHeader(range) } });
      if (answer.status === 404) {
        await answer.body?.cancel();
        return null;
      }
      requireOk(answer);
      return { content: (answer.body ?? []) as unknown as Bytes, sizeBytes: wholeSize(answer) };
    },
    async move(from, to) {
      const source = `/${bucket}/${checkKey(from)}`;
      const answer = await ask(to, { method: 'PUT', headers: { 'x-amz-copy-source': source } });
      const text = await answer.text();
      if (answer.status === 404) return false;
      requireOk(answer);
      // A copy can fail after its head said 200; then its body is an error.
      if (text.includes('<Error>')) throw new AppError('unavailable');
      await remove(from);
      return true;
    },
    async remove(key) {
      await remove(key);
      await unfinishedFiles.remove(key);
    },
    sweep: unfinishedFiles.sweep,
  };
}

function rangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end}`;
}

/** Of a part, the size of the whole is behind the slash. */
function wholeSize(answer: Response): number {
  const whole = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1];
  return Number(whole ?? answer.headers.get('content-length') ?? 0);
}

/** An answer that is no success: worth a retry when the service says so, else a wrong setting that an operator must see. */
function requireOk({ ok, status }: Response): void {
  if (ok) return;
  const cause = new Error(`The storage answered ${status}`);
  throw status >= 500 || status === 429 ? new AppError('unavailable', undefined, { cause }) : cause;
}
