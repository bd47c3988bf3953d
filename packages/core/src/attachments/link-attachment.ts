import {
  AppError,
  ATTACHMENT_LINK_TTL_MS,
  type Actor,
  type AttachmentLink,
  type AttachmentSize,
} from '@causerie/contracts';
import type { Clock } from '../ports.ts';
import type { Attachments, BlobStore, LinkTokens } from './ports.ts';
import { downloadOf, requireBytes, requireVisible, type Download } from './read-attachment.ts';

/** What links need. */
export interface LinkDeps {
  attachments: Attachments;
  clock: Clock;
  linkTokens: LinkTokens;
}

/**
 * A link for players and downloads that cannot send a token. It works for five minutes and only while its person may see the file.
 * @throws AppError `not_found`, and `conflict` while the file is examined.
 */
export async function linkAttachment(
  { attachments, clock, linkTokens }: LinkDeps,
  actor: Actor,
  { id, size }: { id: string; size: AttachmentSize },
): Promise<AttachmentLink> {
  requireBytes(await requireVisible(attachments, actor.person.id, id), size);
  const expiresAtMs = clock.nowMs() + ATTACHMENT_LINK_TTL_MS;
  const token = linkTokens.sign({ attachmentId: id, personId: actor.person.id, size, expiresAtMs });
  return { url: `/v1/files/${token}`, expiresAt: new Date(expiresAtMs).toISOString() };
}

/** The bytes behind a link, for the person it was made for. @throws AppError `not_found` for any link that does not work. */
export async function openLink(deps: LinkDeps & { blobs: BlobStore }, token: string): Promise<Download> {
  const claims = deps.linkTokens.read(token);
  if (claims === null || claims.expiresAtMs <= deps.clock.nowMs()) throw new AppError('not_found');
  return downloadOf(deps, await requireVisible(deps.attachments, claims.personId, claims.attachmentId), claims.size);
}
