import { ATTACHMENT_SCAN_QUEUE, type AttachmentScanJob } from '@causerie/contracts';
import type { Attachments, BlobStore, LinkTokens } from '@causerie/core';
import { createQueue, JOB_RETRIES, type QueueOptions } from '@causerie/service-kit';
import { createBlobStore, createLinkTokens, type LinkSecrets, type StorageSettings } from '@causerie/storage';

/** What the door needs to take and give files. */
export interface Files {
  attachments: Attachments;
  blobs: BlobStore;
  linkTokens: LinkTokens;
  /** Whether older dialects may name files that somebody else keeps. */
  allowForeignLinks: boolean;
  /** Asks the worker to examine a file; null when files are not examined. */
  askForScan: ((attachmentId: string) => Promise<void>) | null;
  /** Folder of this service for files that are not finished. */
  workFolder: string;
  /** Largest file in one request. */
  maxBytes: number;
  /** Largest file of a resumable upload. */
  resumableMaxBytes: number;
}

/** The settings of the same names. */
export interface FilesSettings extends StorageSettings, LinkSecrets {
  ATTACHMENT_MAX_BYTES: number;
  ATTACHMENT_RESUMABLE_MAX_BYTES: number;
  ALLOW_FOREIGN_LINKS: boolean;
  CLAMD_HOST?: string | undefined;
}

/** Files that failed their examination for good and wait for an operator. */
const DEAD_LETTERS_MAX = 1_000;

/** Opens what the settings ask for. @throws Error when a setting that they need is missing. */
export function openFiles(settings: FilesSettings, attachments: Attachments, queue: QueueOptions): Files {
  return {
    attachments,
    blobs: createBlobStore(settings),
    linkTokens: createLinkTokens(settings),
    allowForeignLinks: settings.ALLOW_FOREIGN_LINKS,
    askForScan: settings.CLAMD_HOST === undefined ? null : scanAsker(queue),
    workFolder: `${settings.ATTACHMENTS_DIR}/.work`,
    maxBytes: settings.ATTACHMENT_MAX_BYTES,
    resumableMaxBytes: settings.ATTACHMENT_RESUMABLE_MAX_BYTES,
  };
}

function scanAsker(options: QueueOptions): (attachmentId: string) => Promise<void> {
  const queue = createQueue<AttachmentScanJob>(ATTACHMENT_SCAN_QUEUE, options);
  return async (attachmentId) => {
    const keep = { removeOnFail: { count: DEAD_LETTERS_MAX } };
    await queue.add('scan', { v: 1, attachmentId }, { ...JOB_RETRIES, ...keep, jobId: `scan-${attachmentId}` });
  };
}
