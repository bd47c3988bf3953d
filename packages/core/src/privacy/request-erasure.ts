import { AppError, type Identity, type PrivacyRequest, type Side } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Clock, Directory } from '../ports.ts';
import { tellRevoked, type LogoutDeps } from './logout.ts';
import type { RequestDeps } from './request-export.ts';

/** What asking for an erasure needs. */
export interface RequestErasureDeps extends RequestDeps, Pick<LogoutDeps, 'announcer' | 'withdraw'> {
  clock: Clock;
  directory: Pick<Directory, 'find'>;
  /** Longest life of a token, in milliseconds. */
  tokenLifeMs: number;
}

/**
 * Asks for the erasure of a person, whose tokens are withdrawn at once. Back ends only. The person is known by their id alone
 * afterwards. @throws AppError `forbidden`, `not_found`.
 */
export async function requestErasure(
  deps: RequestErasureDeps,
  identity: Identity,
  { side, subject }: { side: Side; subject: string },
): Promise<{ request: PrivacyRequest; personId: string }> {
  requireRole(identity.role, 'service');
  const person = await deps.directory.find(side, subject);
  if (person === null) throw new AppError('not_found');
  const input = { id: deps.ids.next(), personId: person.id, tokenLifeMs: deps.tokenLifeMs };
  const request = await deps.privacyRequests.openErasure(input);
  await tellRevoked(deps, person.id, deps.clock.nowMs());
  await deps.askForWork(request.id).catch(() => undefined);
  return { request, personId: person.id };
}
