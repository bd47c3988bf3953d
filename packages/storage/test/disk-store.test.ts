import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '@causerie/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBlobStore } from '../src/index.ts';
import { describeBlobStore } from './blob-store.contract.ts';

let folder: string;
let store: BlobStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie-store-'));
  store = createBlobStore({ ATTACHMENTS_DIR: join(folder, 'made/when/needed'), S3_REGION: 'us-east-1' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a folder', () => {
  describeBlobStore(() => store);

  test('has no unfinished files, and nobody else may read what is in it', async () => {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { name, parentPath } of files) {
      expect(name).not.toContain('unfinished');
      expect((await stat(join(parentPath, name))).mode & 0o077).toBe(0);
    }
  });
});

test('a bucket without keys stops the start', () => {
  const settings = { ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1', S3_BUCKET: 'files' };
  expect(() => createBlobStore(settings)).toThrow('S3_ACCESS_KEY_ID');
});
