import { AppError, type Identity, type Side } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Directory } from '../ports.ts';

/**
 * Shuts a person out: their tokens are refused and their sockets end; what they wrote stays. Once more changes nothing.
 * Back ends only. @throws AppError `forbidden`, `not_found`.
 */
export async function disablePerson(
  { directory }: { directory: Pick<Directory, 'disable'> },
  { role }: Pick<Identity, 'role'>,
  { side, subject }: { side: Side; subject: string },
): Promise<void> {
  requireRole(role, 'service');
  if (!(await directory.disable(side, subject))) throw new AppError('not_found');
}
