import { UNCLAIMED_ATTACHMENT_TTL_MS } from '@causerie/contracts';
import type { Attachments, BlobStore } from './ports.ts';

/** Files whose bytes are removed in one step. */
const STEP_MAX = 50;
/** Steps of one run; the next run goes on. */
const STEPS_MAX = 20;

/**
 * Removes the bytes of deleted files and of those that waited too long for a message. Rows that are noted as purged have no bytes
 * left; a run that ends in the middle removes the same bytes again, which does no harm.
 * @returns how many files were purged
 */
export async function purgeAttachments({
  attachments,
  blobs,
}: {
  attachments: Attachments;
  blobs: BlobStore;
}): Promise<number> {
  let purged = 0;
  for (let step = 0; step < STEPS_MAX; step++) {
    const taken = await attachments.takePurgeable({ unclaimedForMs: UNCLAIMED_ATTACHMENT_TTL_MS, limit: STEP_MAX });
    for (const { keys } of taken) for (const key of keys) await blobs.remove(key);
    if (taken.length > 0) await attachments.notePurged(taken.map(({ id }) => id));
    purged += taken.length;
    if (taken.length < STEP_MAX) break;
  }
  return purged;
}
