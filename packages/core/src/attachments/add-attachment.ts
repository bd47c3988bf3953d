import { AppError, UNCLAIMED_ATTACHMENTS_MAX, type Actor, type Attachment } from '@causerie/contracts';
import { requireMaySend } from '../policy.ts';
import type { Conversations } from '../ports.ts';
import { cleanFileName } from './clean-file-name.ts';
import type { Attachments, BlobStore, NewAttachment, PreparedFile } from './ports.ts';

/** Time after which the bytes of a failed attempt have been removed, so that the same id can be used again. */
const PURGE_WAIT_SECONDS = 60;

/** What the verbs of an upload need. */
export interface AddAttachmentDeps {
  access: Conversations['access'];
  attachments: Attachments;
  blobs: BlobStore;
  /** Asks for an examination; null when files are not examined. */
  askForScan: ((attachmentId: string) => Promise<void>) | null;
}

/**
 * Refuses an upload before its bytes are read; {@link addAttachment} decides for good.
 * @throws AppError `not_found`, `conversation_closed`, `rate_limited`.
 */
export async function requireMayUpload(
  { access, attachments }: Pick<AddAttachmentDeps, 'access' | 'attachments'>,
  actor: Actor,
  conversationId: string,
): Promise<void> {
  requireMaySend(await access(conversationId), actor.person.id);
  if ((await attachments.unclaimedCount(actor.person.id)) >= UNCLAIMED_ATTACHMENTS_MAX) throw tooMany();
}

/**
 * Keeps a prepared file for a message to come. The row comes first, so that bytes without a row cannot stay behind.
 * @throws AppError `not_found`, `conversation_closed`, `rate_limited`, `unavailable`.
 */
export async function addAttachment(
  deps: AddAttachmentDeps,
  actor: Actor,
  input: { id: string; conversationId: string; name: string; file: PreparedFile },
): Promise<Attachment> {
  const row = rowOf(actor, input);
  requireAdded(await deps.attachments.add(row, UNCLAIMED_ATTACHMENTS_MAX));
  try {
    await putBytes(deps.blobs, row, input.file);
  } catch (error) {
    // Whatever was written goes with the row, like everything that is deleted.
    await deps.attachments.withdraw(row.id, actor.person.id);
    throw error;
  }
  const state = deps.askForScan === null ? 'ready' : 'pending';
  const alive =
    state === 'ready' ? await deps.attachments.settle(row.id, state) : await deps.attachments.findForWork(row.id);
  if (alive === null) {
    // The conversation was deleted meanwhile, and its files may have been purged before these bytes were there.
    for (const key of [row.storageKey, row.thumbnailKey]) if (key !== null) await deps.blobs.remove(key);
    throw new AppError('not_found');
  }
  // A question that is lost is asked again by the worker, which looks for files that wait too long.
  await deps.askForScan?.(row.id).catch(() => undefined);
  return attachmentOf(row, state);
}

/** Throws unless a row was made. */
export function requireAdded(outcome: Awaited<ReturnType<Attachments['add']>>): void {
  if (outcome === 'too_many') throw tooMany();
  if (outcome === 'busy') throw new AppError('unavailable', undefined, { retryAfterSeconds: PURGE_WAIT_SECONDS });
  if (outcome !== 'added') throw new AppError(outcome);
}

function tooMany(): AppError {
  return new AppError('rate_limited', `at most ${UNCLAIMED_ATTACHMENTS_MAX} files that belong to no message yet`);
}

function rowOf(
  actor: Actor,
  { id, conversationId, name, file }: { id: string; conversationId: string; name: string; file: PreparedFile },
): NewAttachment {
  const { mediaType, sizeBytes, sha256, width, height } = file;
  const storageKey = `${conversationId.toLowerCase()}/${id}`;
  return {
    id,
    conversationId,
    uploaderId: actor.person.id,
    name: cleanFileName(name),
    mediaType,
    sizeBytes,
    sha256,
    width,
    height,
    storageKey,
    thumbnailKey: file.thumbnail === null ? null : `${storageKey}-thumbnail`,
    url: null,
    state: 'pending',
  };
}

async function putBytes(blobs: BlobStore, row: NewAttachment, file: PreparedFile): Promise<void> {
  if (row.storageKey !== null) await blobs.put(row.storageKey, file.content());
  if (row.thumbnailKey !== null && file.thumbnail !== null) await blobs.put(row.thumbnailKey, file.thumbnail());
}

function attachmentOf(row: NewAttachment, state: Attachment['state']): Attachment {
  const { id, name, mediaType, sizeBytes, sha256, width, height, url } = row;
  const hasThumbnail = row.thumbnailKey !== null;
  return { id, name, mediaType, sizeBytes, sha256, width, height, hasThumbnail, state, url };
}
