import { AppError, type Actor, type PrivacyRequest } from '@causerie/contracts';
import { tellRevoked } from './logout.ts';
import type { PrivacyRequests } from './ports.ts';
import type { RequestErasureDeps } from './request-erasure.ts';

/** What asking for one's own erasure needs. */
export interface AskErasureDeps extends Omit<RequestErasureDeps, 'directory'> {
  /** Whether a back end or an operator has to agree first. */
  erasureNeedsConfirmation: boolean;
}

/**
 * Asks for the erasure of the actor. Where it has to be confirmed nothing changes until then; otherwise it begins at once, and the token
 * that asked for it ends. Whoever asks twice has one request.
 */
export async function askErasure(deps: AskErasureDeps, actor: Actor): Promise<PrivacyRequest> {
  const { privacyRequests, ids, tokenLifeMs } = deps;
  const input = { id: ids.next(), personId: actor.person.id };
  if (deps.erasureNeedsConfirmation) return privacyRequests.askErasure(input);
  const request = await privacyRequests.openErasure({ ...input, tokenLifeMs });
  await tellRevoked(deps, actor.person.id, Math.max(deps.clock.nowMs(), actor.issuedAtMs));
  await deps.askForWork(request.id).catch(() => undefined);
  return request;
}

/** Where the actor's erasure stands, the last one if there were several. @throws AppError `not_found`. */
export async function getErasure(
  { privacyRequests }: { privacyRequests: Pick<PrivacyRequests, 'lastErasure'> },
  actor: Actor,
): Promise<PrivacyRequest> {
  const request = await privacyRequests.lastErasure(actor.person.id);
  if (request === null) throw new AppError('not_found');
  return request;
}

/** Takes back the actor's request while it waits. @throws AppError `not_found` when none does. */
export async function withdrawErasure(
  { privacyRequests }: { privacyRequests: Pick<PrivacyRequests, 'lastErasure' | 'endAsked'> },
  actor: Actor,
): Promise<PrivacyRequest> {
  const request = await privacyRequests.lastErasure(actor.person.id);
  const ended = request === null ? null : await privacyRequests.endAsked(request.id, 'withdrawn');
  if (ended === null) throw new AppError('not_found');
  return ended;
}
