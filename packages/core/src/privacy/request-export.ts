import {
  AppError,
  EXPORT_REUSE_MS,
  type Actor,
  type Identity,
  type PrivacyRequest,
  type Side,
} from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Directory, Ids } from '../ports.ts';
import type { PrivacyRequests } from './ports.ts';

/** What asking for the work of a request needs. */
export interface RequestDeps {
  privacyRequests: PrivacyRequests;
  ids: Ids;
  /** Asks the worker to look at a request now; it finds it by itself a little later. */
  askForWork(requestId: string): Promise<void>;
}

/** Asks for everything that is kept of the actor, as a file. Whoever asks twice gets one export. */
export async function requestExport(deps: RequestDeps, actor: Actor): Promise<PrivacyRequest> {
  return openExport(deps, actor.person.id);
}

/** The same for somebody else. Back ends only. @throws AppError `forbidden`, `not_found`. */
export async function requestExportOf(
  deps: RequestDeps & { directory: Pick<Directory, 'find'> },
  identity: Identity,
  { side, subject }: { side: Side; subject: string },
): Promise<{ request: PrivacyRequest; personId: string }> {
  requireRole(identity.role, 'service');
  const person = await deps.directory.find(side, subject);
  if (person === null) throw new AppError('not_found');
  return { request: await openExport(deps, person.id), personId: person.id };
}

async function openExport(deps: RequestDeps, personId: string): Promise<PrivacyRequest> {
  const input = { id: deps.ids.next(), personId, reuseMs: EXPORT_REUSE_MS };
  const request = await deps.privacyRequests.openExport(input);
  if (request.state === 'queued') await deps.askForWork(request.id).catch(() => undefined);
  return request;
}
