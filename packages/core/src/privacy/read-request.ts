import {
  AppError,
  EXPORT_LINK_TTL_MS,
  type Actor,
  type Identity,
  type PrivacyRequestOf,
  type PrivacyRequestState,
} from '@causerie/contracts';
import type { BlobStore, LinkTokens } from '../attachments/ports.ts';
import type { Download } from '../attachments/read-attachment.ts';
import { requireRole } from '../policy.ts';
import type { Clock } from '../ports.ts';
import type { KeptRequest, PrivacyRequests } from './ports.ts';

/** What reading requests needs. */
export interface ReadRequestDeps {
  privacyRequests: Pick<PrivacyRequests, 'find'>;
  clock: Clock;
  linkTokens: LinkTokens;
}

/** Where an export of the actor stands, with a link to its file once it is done. @throws AppError `not_found`. */
export async function getExport(deps: ReadRequestDeps, actor: Actor, id: string): Promise<PrivacyRequestState> {
  const kept = await deps.privacyRequests.find(id);
  if (kept === null || kept.personId !== actor.person.id || kept.request.kind !== 'export') {
    throw new AppError('not_found');
  }
  return withLink(deps, kept);
}

/**
 * Where any request stands. Back ends and operators only; the file of an export is for back ends, who hand it to its person.
 * @throws AppError `forbidden`, `not_found`.
 */
export async function getPrivacyRequest(
  deps: ReadRequestDeps,
  identity: Identity,
  id: string,
): Promise<{ state: PrivacyRequestOf; personId: string }> {
  requireRole(identity.role, 'service', 'admin');
  const kept = await deps.privacyRequests.find(id);
  if (kept === null) throw new AppError('not_found');
  const { personId, person, request } = kept;
  const state = identity.role === 'service' ? withLink(deps, kept) : { ...request, download: null };
  return { state: { ...state, person }, personId };
}

function withLink({ clock, linkTokens }: ReadRequestDeps, { request, personId, storageKey }: KeptRequest) {
  const nowMs = clock.nowMs();
  if (storageKey === null || request.expiresAt === null || Date.parse(request.expiresAt) <= nowMs) {
    return { ...request, download: null };
  }
  const expiresAtMs = Math.min(nowMs + EXPORT_LINK_TTL_MS, Date.parse(request.expiresAt));
  // The id of a request names no file of a message, so a token opens nothing but this export.
  const token = linkTokens.sign({ attachmentId: request.id, personId, size: 'original', expiresAtMs });
  const download = { url: `/v1/exports/${token}`, expiresAt: new Date(expiresAtMs).toISOString() };
  return { ...request, download };
}

/** The file behind a link of an export, and whose it is. @throws AppError `not_found`. */
export async function openExportFile(
  deps: ReadRequestDeps & { blobs: BlobStore },
  token: string,
): Promise<{ download: Download; personId: string; requestId: string }> {
  const claims = deps.linkTokens.read(token);
  if (claims === null || claims.expiresAtMs <= deps.clock.nowMs()) throw new AppError('not_found');
  const kept = await deps.privacyRequests.find(claims.attachmentId);
  if (kept?.request.state !== 'done' || kept.personId !== claims.personId || kept.storageKey === null)
    throw new AppError('not_found');
  const { storageKey } = kept;
  const download: Download = {
    name: 'causerie-export.zip',
    mediaType: 'application/zip',
    size: 'original',
    sizeBytes: null,
    sha256: null,
    read: async (range) => {
      const whole = await deps.blobs.get(storageKey, range);
      if (whole === null) throw new AppError('not_found');
      return whole;
    },
  };
  return { download, personId: claims.personId, requestId: claims.attachmentId };
}
