import type { Identity, Person } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import type { Directory, DirectoryEntry, Ids } from '../ports.ts';

/** Writes a directory row ahead of the person's first token. Back ends only. @throws AppError `forbidden`. */
export async function putPerson(
  deps: { directory: Directory; ids: Ids },
  identity: Identity,
  entry: DirectoryEntry,
): Promise<Person> {
  requireRole(identity.role, 'service');
  return deps.directory.put(deps.ids.next(), entry);
}
