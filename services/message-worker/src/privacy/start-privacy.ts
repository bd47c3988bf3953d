import { join } from 'node:path';
import {
  createAttachments,
  createAudit,
  createPrivacyRepositories,
  createRepositories,
  type PrivacyRepositories,
} from '@causerie/db';
import type { Announcer } from '@causerie/core';
import type { createPool, JobKind, Logger, Metrics } from '@causerie/service-kit';
import { createBlobStore, type StorageSettings } from '@causerie/storage';
import type { Redis } from 'ioredis';
import { retentionJob, type RetentionSettings } from '../retention.ts';
import { createEmptyLanes } from './empty-lanes.ts';
import { createForgetShortLived } from './forget-short-lived.ts';
import { forgetUploads } from './forget-uploads.ts';
import { privacyJob } from './privacy-job.ts';

/** Devices of one person that jobs may name; there are never more. */
const DEVICES_MAX = 100;

/** What retention, exports and erasures are made of. */
export interface PrivacyOptions {
  pool: ReturnType<typeof createPool>;
  commands: Redis;
  prefix: string;
  announcer: Announcer;
  logger: Logger;
  metrics: Metrics;
}

/** Makes the work of retention, exports and erasures out of settings and connections; `close` lets go of the queues. */
export function startPrivacy(
  settings: RetentionSettings & StorageSettings,
  { pool, commands, prefix, announcer, logger, metrics }: PrivacyOptions,
): { kinds: JobKind[]; close(): Promise<void> } {
  const repositories = createPrivacyRepositories(pool);
  const { conversations, directory, messages } = createRepositories(pool);
  const blobs = createBlobStore(settings);
  const uploads = join(settings.ATTACHMENTS_DIR, '.work', 'resumable');
  const queueOptions = { connection: commands, prefix, logger };
  const shortLived = createForgetShortLived({
    ...queueOptions,
    directory,
    aliases: (personId) => devicesOf(repositories, personId),
  });
  const work = { ...repositories, announcer, blobs, logger, metrics };
  const kinds = [
    retentionJob(settings, { ...work, audit: createAudit(pool) }),
    privacyJob({
      ...work,
      attachments: createAttachments(pool),
      conversations,
      directory,
      messages,
      async forgetShortLived(personId) {
        await forgetUploads(uploads, personId);
        await shortLived.forgetShortLived(personId);
      },
      emptyWaitingMessages: createEmptyLanes(queueOptions),
    }),
  ];
  return { kinds, close: shortLived.close };
}

async function devicesOf({ personalData }: PrivacyRepositories, personId: string): Promise<string[]> {
  const query = { part: 'pushSubscriptions', personId, after: null, limit: DEVICES_MAX } as const;
  const { items } = await personalData.page(query);
  return items.map((item) => (JSON.parse(item) as { id: string }).id);
}
