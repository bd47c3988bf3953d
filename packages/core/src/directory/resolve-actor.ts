import { AppError, type Actor, type Identity, type Person } from '@causerie/contracts';
import type { Directory, Ids } from '../ports.ts';

/** What the directory says of the person of a token. Tokens issued up to `revokedUpToMs` are withdrawn; null when none are. */
export interface KnownPerson {
  person: Person;
  revokedUpToMs: number | null;
}

/**
 * Joins a verified token with the directory; the first valid token of a person upserts them.
 * @throws AppError `forbidden` for back ends and operators (they are nobody's correspondent), `token_revoked` when disabled.
 */
export async function resolvePerson(
  deps: { directory: Pick<Directory, 'resolve'>; ids: Ids },
  { role, subject, name, email, issuedAtMs }: Identity,
): Promise<KnownPerson> {
  if (role === 'service' || role === 'admin') throw new AppError('forbidden', 'this needs the token of a person');
  const asked = { id: deps.ids.next(), side: role, subject, name, email, issuedAtMs };
  const { person, disabled, revokedUpToMs } = await deps.directory.resolve(asked);
  if (disabled) throw new AppError('token_revoked', 'this person is disabled');
  return { person, revokedUpToMs };
}

/** The actor behind a token of a known person. @throws AppError `token_revoked` when the token was withdrawn (ID-12). */
export function actorOfToken({ person, revokedUpToMs }: KnownPerson, { expiresAtMs, issuedAtMs }: Identity): Actor {
  if (revokedUpToMs !== null && issuedAtMs <= revokedUpToMs) {
    throw new AppError('token_revoked');
  }
  return { person, expiresAtMs, issuedAtMs };
}
