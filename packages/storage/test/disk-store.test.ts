import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
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
      expect(parentPath).not.toContain('.unfinished');
      expect(name).not.toContain('.');
      expect((await stat(join(parentPath, name))).mode & 0o077).toBe(0);
    }
  });
});

describe('What a process that was killed left of a write', () => {
  const settings = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };

  test.each([
    ['a folder', {}],
    ['a bucket', settings],
  ])('is swept once nobody has added to it for a while: %s', async (_, more) => {
    const mine = await mkdtemp(join(folder, 'killed-'));
    const swept = createBlobStore({ ATTACHMENTS_DIR: mine, S3_REGION: 'us-east-1', ...more });
    expect(await swept.sweep(1000)).toBe(0);
    await mkdir(join(mine, '.unfinished'));
    const path = (key: string) => join(mine, '.unfinished', `${key}.${randomUUID()}`);
    const [old, young] = [path('exports.1'), path('exports.2')];
    for (const one of [old, young]) await writeFile(one, 'half of an export');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await utimes(old, anHourAgo, anHourAgo);
    expect(await swept.sweep(1_800_000)).toBe(1);
    await expect(stat(old)).rejects.toThrow('ENOENT');
    expect((await stat(young)).isFile()).toBe(true);
  });

  test('goes with its key, and nothing else does', async () => {
    const mine = await mkdtemp(join(folder, 'removed-'));
    const removing = createBlobStore({ ATTACHMENTS_DIR: mine, S3_REGION: 'us-east-1' });
    await mkdir(join(mine, '.unfinished'));
    const names = ['exports.1', 'exports.1', 'exports.1.2', 'exports.12'].map((key) => `${key}.${randomUUID()}`);
    for (const name of names) await writeFile(join(mine, '.unfinished', name), 'half of an export');
    await removing.remove('exports/1');
    expect((await readdir(join(mine, '.unfinished'))).toSorted()).toEqual(names.slice(2).toSorted());
  });
});

test('a bucket without keys stops the start', () => {
  const settings = { ATTACHMENTS_DIR: folder, S3_REGION: 'us-east-1', S3_BUCKET: 'files' };
  expect(() => createBlobStore(settings)).toThrow('S3_ACCESS_KEY_ID');
});
