import { AppError, type Identity, type PrivacyRequest } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import { tellRevoked } from './logout.ts';
import type { KeptRequest, PrivacyRequests } from './ports.ts';
import type { RequestErasureDeps } from './request-erasure.ts';

/** A decision and whose data it is about. */
interface Decision {
  request: PrivacyRequest;
  personId: string;
}

/**
 * Confirms an erasure that its person asked for: it begins, and their tokens end. Once more changes nothing. Back ends and operators only.
 * @throws AppError `forbidden`, `not_found`, `conflict` when it was refused or withdrawn.
 */
export async function confirmErasure(
  deps: Omit<RequestErasureDeps, 'directory' | 'ids'>,
  { role }: Pick<Identity, 'role'>,
  id: string,
): Promise<Decision> {
  requireRole(role, 'service', 'admin');
  const { personId } = await findErasure(deps.privacyRequests, id);
  const request = await deps.privacyRequests.confirmErasure(id, deps.tokenLifeMs);
  if (request === null) throw new AppError('conflict', 'the request was refused or withdrawn');
  await tellRevoked(deps, personId, deps.clock.nowMs());
  await deps.askForWork(id).catch(() => undefined);
  return { request, personId };
}

/**
 * Refuses an erasure that waits, for instance because records have to be kept by law; the person is told why by other means. Once more
 * changes nothing. Back ends and operators only. @throws AppError `forbidden`, `not_found`, `conflict` when it waits no more.
 */
export async function refuseErasure(
  { privacyRequests }: { privacyRequests: Pick<PrivacyRequests, 'find' | 'endAsked'> },
  { role }: Pick<Identity, 'role'>,
  id: string,
): Promise<Decision> {
  requireRole(role, 'service', 'admin');
  const { request: known, personId } = await findErasure(privacyRequests, id);
  if (known.state === 'refused') return { request: known, personId };
  const request = await privacyRequests.endAsked(id, 'refused');
  if (request === null) throw new AppError('conflict', 'the request waits for no decision');
  return { request, personId };
}

async function findErasure(privacyRequests: Pick<PrivacyRequests, 'find'>, id: string): Promise<KeptRequest> {
  const kept = await privacyRequests.find(id);
  if (kept?.request.kind !== 'erasure') throw new AppError('not_found');
  return kept;
}
