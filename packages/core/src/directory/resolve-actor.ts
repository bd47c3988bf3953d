import { AppError, type Actor, type Identity } from '@causerie/contracts';
import type { Directory, Ids } from '../ports.ts';

/**
 * Joins a verified token with the directory; the first valid token of a person upserts them.
 * @throws AppError `forbidden` for back ends and operators (they are nobody's correspondent), `unauthenticated` when disabled.
 */
export async function resolveActor(
  deps: { directory: Pick<Directory, 'resolve'>; ids: Ids },
  identity: Identity,
): Promise<Actor> {
  const { role, subject, name, email } = identity;
  if (role === 'service' || role === 'admin') throw new AppError('forbidden', 'this needs the token of a person');
  const { person, disabled } = await deps.directory.resolve({ id: deps.ids.next(), side: role, subject, name, email });
  if (disabled) throw new AppError('unauthenticated', 'this person is disabled');
  return { person, expiresAtMs: identity.expiresAtMs };
}
