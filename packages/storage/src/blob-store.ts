import { join } from 'node:path';
import type { BlobStore } from '@causerie/core';
import { createDiskStore, UNFINISHED_FOLDER } from './disk-store.ts';
import { createS3Store } from './s3-store.ts';

/** Where bytes are kept, as the settings of the same names say. S3 is used when `S3_BUCKET` is set. */
export interface StorageSettings {
  ATTACHMENTS_DIR: string;
  S3_ENDPOINT?: string | undefined;
  S3_BUCKET?: string | undefined;
  S3_REGION: string;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
}

/** The store that the settings ask for. @throws Error when S3 is asked for without its keys. */
export function createBlobStore(settings: StorageSettings): BlobStore {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_REGION: region } = settings;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if (bucket === undefined) return createDiskStore(settings.ATTACHMENTS_DIR);
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error('S3_BUCKET needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  return createS3Store({
    endpoint: endpoint ?? `https://s3.${region}.amazonaws.com`,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    scratchFolder: join(settings.ATTACHMENTS_DIR, UNFINISHED_FOLDER),
  });
}
