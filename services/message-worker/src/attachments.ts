import { ATTACHMENT_SCAN_QUEUE, AttachmentScanJob } from '@causerie/contracts';
import {
  examineAttachment,
  purgeAttachments,
  type Announcer,
  type Attachments,
  type BlobStore,
  type Scanner,
} from '@causerie/core';
import type { JobKind } from '@causerie/service-kit';
import { createBlobStore, type StorageSettings } from '@causerie/storage';
import { createClamdScanner } from './clamd.ts';

/** How often bytes that have to go are looked for. */
const PURGE_INTERVAL_MS = 30_000;
/** How often files are looked for whose examination was lost. */
const SWEEP_INTERVAL_MS = 60_000;
/** After this time a file's own job has been tried for the last time, or there is none. */
const SWEEP_AFTER_MS = 10 * 60_000;
const SWEEP_MAX = 20;
/** Files that one process has examined at once. */
const SCAN_CONCURRENCY = 2;

/** What work on files needs. */
export interface AttachmentJobsDeps {
  attachments: Attachments;
  blobs: BlobStore;
  announcer: Announcer;
  /** Null when files are not examined. */
  scanner: Scanner | null;
}

/** The settings of the same names; without a CLAMD_HOST files are not examined. */
export interface AttachmentSettings extends StorageSettings {
  CLAMD_HOST?: string | undefined;
  CLAMD_PORT: number;
}

/** Makes the work on files out of settings. */
export function openAttachmentJobs(
  settings: AttachmentSettings,
  { attachments, announcer }: Pick<AttachmentJobsDeps, 'attachments' | 'announcer'>,
): JobKind[] {
  const { CLAMD_HOST: host, CLAMD_PORT: port } = settings;
  const scanner = host === undefined ? null : createClamdScanner({ host, port });
  return attachmentJobs({ attachments, announcer, blobs: createBlobStore(settings), scanner });
}

/** The background work on files: examination, where there is a scanner, and removal of bytes. */
export function attachmentJobs({ attachments, blobs, announcer, scanner }: AttachmentJobsDeps): JobKind[] {
  const purge: JobKind = {
    name: 'attachment-purge',
    everyMs: PURGE_INTERVAL_MS,
    async process() {
      await purgeAttachments({ attachments, blobs });
    },
  };
  return scanner === null ? [purge] : [purge, ...scanJobs({ attachments, blobs, announcer, scanner })];
}

function scanJobs(deps: Parameters<typeof examineAttachment>[0]): JobKind[] {
  return [
    {
      name: ATTACHMENT_SCAN_QUEUE,
      concurrency: SCAN_CONCURRENCY,
      process: (data) => examineAttachment(deps, AttachmentScanJob.parse(data).attachmentId),
    },
    {
      // A wiped Redis has forgotten jobs, and a long outage of the scanner has used up their attempts.
      name: 'attachment-scan-sweep',
      everyMs: SWEEP_INTERVAL_MS,
      concurrency: 1,
      async process() {
        const ids = await deps.attachments.pendingFor({ atLeastMs: SWEEP_AFTER_MS, limit: SWEEP_MAX });
        const results = await Promise.allSettled(ids.map((id) => examineAttachment(deps, id)));
        const failed = results.find((result) => result.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      },
    },
  ];
}
