import { AppError, type Identity } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Directory } from '../ports.ts';

/** Subjects of the two ends of a link. */
export interface LinkInput {
  professional: string;
  client: string;
}

/** Says that the two may meet. Back ends only. @throws AppError `forbidden`, `not_found` when an end is unknown. */
export async function linkPeople(deps: { directory: Directory }, identity: Identity, link: LinkInput): Promise<void> {
  requireRole(identity.role, 'service');
  const linked = await deps.directory.link(link.professional, link.client);
  if (linked === null) throw new AppError('not_found', 'both people must be in the directory first');
}

/** Withdraws a link; conversations that exist stay. Back ends only. @throws AppError `forbidden`, `not_found`. */
export async function unlinkPeople(deps: { directory: Directory }, identity: Identity, link: LinkInput): Promise<void> {
  requireRole(identity.role, 'service');
  if (!(await deps.directory.unlink(link.professional, link.client))) throw new AppError('not_found');
}
