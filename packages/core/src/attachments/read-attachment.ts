import { AppError, type Actor, type Attachment, type AttachmentSize } from '@causerie/contracts';
import type { Attachments, BlobStore, ByteRange, Bytes, KeptAttachment } from './ports.ts';

/** A file that is about to be downloaded; `read` opens it. */
export interface Download {
  name: string;
  mediaType: string;
  size: AttachmentSize;
  /** Null where only the store knows. */
  sizeBytes: number | null;
  sha256: string | null;
  read(range?: ByteRange): Promise<{ content: Bytes; sizeBytes: number }>;
}

/** Thumbnails are always of this kind. */
export const THUMBNAIL_MEDIA_TYPE = 'image/webp';

/** One attachment. @throws AppError `not_found`. */
export async function getAttachment(
  { attachments }: { attachments: Attachments },
  actor: Actor,
  id: string,
): Promise<Attachment> {
  return (await requireVisible(attachments, actor.person.id, id)).attachment;
}

/** The bytes of an attachment. @throws AppError `not_found`, and `conflict` while it is examined. */
export async function downloadAttachment(
  deps: { attachments: Attachments; blobs: BlobStore },
  actor: Actor,
  { id, size }: { id: string; size: AttachmentSize },
): Promise<Download> {
  return downloadOf(deps, await requireVisible(deps.attachments, actor.person.id, id), size);
}

/** Throws `not_found` unless the person may see the file at this moment. */
export async function requireVisible(attachments: Attachments, personId: string, id: string): Promise<KeptAttachment> {
  const kept = await attachments.find(id, personId);
  if (kept === null) throw new AppError('not_found');
  return kept;
}

/** Throws unless there are bytes to fetch: `conflict` while they are examined, `not_found` when they never will be. */
export function requireBytes({ attachment, storageKey, thumbnailKey }: KeptAttachment, size: AttachmentSize): string {
  if (attachment.state === 'pending') throw new AppError('conflict', 'the file is still being examined');
  const key = size === 'original' ? storageKey : thumbnailKey;
  if (attachment.state !== 'ready' || key === null) throw new AppError('not_found');
  return key;
}

/** What a visible file answers to a download. */
export function downloadOf({ blobs }: { blobs: BlobStore }, kept: KeptAttachment, size: AttachmentSize): Download {
  const key = requireBytes(kept, size);
  const { name, mediaType, sizeBytes, sha256 } = kept.attachment;
  const isOriginal = size === 'original';
  return {
    name,
    mediaType: isOriginal ? mediaType : THUMBNAIL_MEDIA_TYPE,
    size,
    sizeBytes: isOriginal ? sizeBytes : null,
    sha256: isOriginal ? sha256 : null,
    async read(range) {
      const found = await blobs.get(key, range);
      if (found === null) throw new AppError('not_found');
      return found;
    },
  };
}
