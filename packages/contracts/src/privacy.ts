import { z } from 'zod';
import { Id, Instant, Person, Role } from './entities.ts';

/** What a person is called after their data were erased. */
export const ERASED_NAME = 'Utilisateur supprimé';
/** How long the file of an export is kept, in milliseconds. */
export const EXPORT_TTL_MS = 24 * 60 * 60 * 1000;
/** How long a link to the file of an export works, in milliseconds. */
export const EXPORT_LINK_TTL_MS = 5 * 60 * 1000;
/** Whoever asks again within this time, in milliseconds, gets the export that exists. */
export const EXPORT_REUSE_MS = 10 * 60 * 1000;

/** Who acts in a record: a role of a token, the product itself, or somebody without a valid token. */
export const AuditRole = z.enum([...Role.options, 'system', 'anonymous']);
export type AuditRole = z.infer<typeof AuditRole>;

const ACTION_MAX_LENGTH = 200;
const WORD_MAX_LENGTH = 64;

/**
 * One access or change: who did what to what, whose data it was, when, and how it ended. Never any content: actions are patterns of
 * routes and names of commands, targets are ids that we made. `outcome` is `ok` or a code of the error table.
 */
export const AuditEntry = z.object({
  at: Instant,
  actorId: Id.nullable(),
  actorRole: AuditRole,
  action: z.string().max(ACTION_MAX_LENGTH),
  /** The person whose data it was, where the target does not tell. */
  whoseId: Id.nullable(),
  outcome: z.string().max(WORD_MAX_LENGTH),
  targetKind: z.string().max(WORD_MAX_LENGTH).nullable(),
  targetId: z.string().max(WORD_MAX_LENGTH).nullable(),
  requestId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const AUDIT_PAGE_MAX = 500;
const AUDIT_PAGE_DEFAULT = 100;

/**
 * Query of `GET /v1/admin/audit`; what is named must match. `whoseId` finds what names the person and what is about a conversation, a
 * message, a file or an appointment of theirs. `cursor` is the `nextCursor` of the page before.
 */
export const AuditQuery = z.object({
  actorId: Id.optional(),
  whoseId: Id.optional(),
  action: z.string().min(1).max(ACTION_MAX_LENGTH).optional(),
  outcome: z.string().min(1).max(WORD_MAX_LENGTH).optional(),
  targetKind: z.string().min(1).max(WORD_MAX_LENGTH).optional(),
  targetId: z.string().min(1).max(WORD_MAX_LENGTH).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  limit: z.coerce.number().int().min(1).max(AUDIT_PAGE_MAX).default(AUDIT_PAGE_DEFAULT),
  cursor: z.string().max(40).optional(),
});
export type AuditQuery = z.output<typeof AuditQuery>;

/** A page of records, newest first. */
export const AuditPage = z.object({ items: z.array(AuditEntry), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;

/** What is asked for a person's data. */
export const PrivacyKind = z.enum(['export', 'erasure']);
export type PrivacyKind = z.infer<typeof PrivacyKind>;

/**
 * Life of a request. An erasure that its person asked for may begin as `requested`, when it waits for a back end or an operator, and then
 * ends as `refused` by them or `withdrawn` by the person, or goes on as `queued`. `failed` is an export that could not be made.
 */
export const PrivacyRequestStatus = z.enum([
  'requested',
  'queued',
  'running',
  'done',
  'failed',
  'refused',
  'withdrawn',
]);
export type PrivacyRequestStatus = z.infer<typeof PrivacyRequestStatus>;

/** An export or an erasure; `receipt` counts what it found or removed, by kind of thing. */
export const PrivacyRequest = z.object({
  id: Id,
  kind: PrivacyKind,
  state: PrivacyRequestStatus,
  receipt: z.record(z.string(), z.int().min(0)),
  createdAt: Instant,
  /** When an erasure was decided on; from then on the person's tokens are withdrawn. Null for exports. */
  confirmedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  /** End of the file of an export. */
  expiresAt: Instant.nullable(),
});
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;

/** A request with a link to its file, while there is one; the path begins at the origin of this API and needs no token. */
export const PrivacyRequestState = PrivacyRequest.extend({
  download: z.object({ url: z.string(), expiresAt: Instant }).nullable(),
});
export type PrivacyRequestState = z.infer<typeof PrivacyRequestState>;

/** Body of `POST /v1/me/erasure`: nobody erases themselves by a slip. */
export const EraseMeBody = z.object({ confirm: z.literal(true) });

/** A request and whose data it is about; after an erasure that is nobody whom another system knows. */
export const PrivacyRequestOf = PrivacyRequestState.extend({ person: Person.nullable() });
export type PrivacyRequestOf = z.infer<typeof PrivacyRequestOf>;

const REQUESTS_PAGE_MAX = 100;
const REQUESTS_PAGE_DEFAULT = 50;

/** Query of `GET /v1/privacy-requests`; what is named must match. `cursor` is the `nextCursor` of the page before. */
export const PrivacyRequestsQuery = z.object({
  kind: PrivacyKind.optional(),
  state: PrivacyRequestStatus.optional(),
  limit: z.coerce.number().int().min(1).max(REQUESTS_PAGE_MAX).default(REQUESTS_PAGE_DEFAULT),
  cursor: z.string().max(100).optional(),
});
export type PrivacyRequestsQuery = z.output<typeof PrivacyRequestsQuery>;

/** A page of requests, oldest first. */
export const PrivacyRequestPage = z.object({
  items: z.array(PrivacyRequest.extend({ person: Person.nullable() })),
  nextCursor: z.string().nullable(),
});
export type PrivacyRequestPage = z.infer<typeof PrivacyRequestPage>;

/** Path of `GET /v1/exports/{token}`. */
export const ExportLinkParams = z.object({ token: z.string().min(1).max(256) });

/** Name of the queue of {@link PrivacyJob}. */
export const PRIVACY_QUEUE = 'privacy';

/** Work of the queue `privacy`: one request, or without an id every request that is not finished. */
export const PrivacyJob = z.object({ requestId: Id.optional() });
export type PrivacyJob = z.infer<typeof PrivacyJob>;
