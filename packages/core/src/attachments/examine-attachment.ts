import type { Announcer } from '../ports.ts';
import type { Attachments, BlobStore, KeptAttachment, Scanner } from './ports.ts';

/** What an examination needs. */
export interface ExamineDeps {
  attachments: Attachments;
  blobs: BlobStore;
  scanner: Scanner;
  announcer: Announcer;
}

/** First part of the keys of harmful bytes, which no download reads. */
const QUARANTINE = 'quarantine/';

/**
 * Examines one file and tells the conversation when its message changed (DEL-11). Nothing is done twice, so it may run again
 * at any time. It rejects when the scanner cannot say: then the file stays pending, and nobody can download it.
 */
export async function examineAttachment(deps: ExamineDeps, id: string): Promise<void> {
  const kept = await deps.attachments.findForWork(id);
  if (kept === null || kept.storageKey === null || kept.attachment.state === 'ready') return;
  if (kept.attachment.state === 'pending') {
    const blob = await deps.blobs.get(kept.storageKey);
    if (blob === null) throw new Error('The bytes of a pending file are not there');
    const harmless = await deps.scanner.isHarmless(blob.content);
    const settled = await deps.attachments.settle(id, harmless ? 'ready' : 'rejected');
    if (settled !== null && settled.change !== null) {
      const { audience, message, conversation } = settled.change;
      await deps.announcer.announce([{ audience, event: { type: 'message.updated', message, conversation } }]);
    }
    if (harmless || settled === null) return;
  }
  await putAway(deps, id, kept);
}

async function putAway({ attachments, blobs }: ExamineDeps, id: string, kept: KeptAttachment): Promise<void> {
  const { storageKey, thumbnailKey } = kept;
  if (thumbnailKey !== null) await blobs.remove(thumbnailKey);
  if (storageKey === null || storageKey.startsWith(QUARANTINE)) return;
  const away = `${QUARANTINE}${storageKey}`;
  await blobs.move(storageKey, away);
  await attachments.noteQuarantine(id, away);
}
