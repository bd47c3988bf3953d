import { z } from 'zod';
import { Id, Instant } from './entities.ts';

/** Files of one person that belong to no message yet; more are refused until some are sent, deleted or forgotten. */
export const UNCLAIMED_ATTACHMENTS_MAX = 50;
/** How long a file may wait for its message before it is deleted, in milliseconds. */
export const UNCLAIMED_ATTACHMENT_TTL_MS = 24 * 60 * 60 * 1000;
/** How long a download link works, in milliseconds. */
export const ATTACHMENT_LINK_TTL_MS = 5 * 60 * 1000;
/** Longer side of a thumbnail, in pixels. */
export const THUMBNAIL_MAX_PIXELS = 512;
/** Longest address of a file that somebody else keeps. */
export const FOREIGN_LINK_MAX_LENGTH = 2048;

/** What a download fetches: the file, or the small WebP picture of an image. */
export const AttachmentSize = z.enum(['original', 'thumbnail']);
export type AttachmentSize = z.infer<typeof AttachmentSize>;

/** Query of `GET /v1/attachments/{id}/content` and body of `POST /v1/attachments/{id}/link`. */
export const AttachmentSizeInput = z.object({ size: AttachmentSize.default('original') });

/** A link that its person may open without a token until `expiresAt`; the path begins at the origin of this API. */
export const AttachmentLink = z.object({ url: z.string(), expiresAt: Instant });
export type AttachmentLink = z.infer<typeof AttachmentLink>;

/** Path of `GET /v1/files/{token}`. */
export const AttachmentLinkParams = z.object({ token: z.string().min(1).max(256) });

/** A file that an older dialect names by its address; `mediaType` is what the sender says of it. */
export const MessageLink = z.object({
  url: z.string().min(1).max(FOREIGN_LINK_MAX_LENGTH),
  mediaType: z.string().max(127).optional(),
});
export type MessageLink = z.infer<typeof MessageLink>;

/** Work of the queue `attachment-scan`: examine one file. */
export const AttachmentScanJob = z.object({ v: z.literal(1), attachmentId: Id });
export type AttachmentScanJob = z.infer<typeof AttachmentScanJob>;

/** Name of the queue of {@link AttachmentScanJob}. */
export const ATTACHMENT_SCAN_QUEUE = 'attachment-scan';
