import type { Actor, Availability } from '@causerie/contracts';
import { requireSide } from '../policy.ts';
import type { Directory } from '../ports.ts';

/** Whether a professional takes new clients now, as they say themselves. @throws AppError `wrong_side` for clients. */
export async function setAvailability(
  { directory }: { directory: Pick<Directory, 'setAvailable'> },
  { person }: Actor,
  { available }: Availability,
): Promise<Availability> {
  requireSide(person, 'professional');
  await directory.setAvailable(person.id, available);
  return { available };
}

/** What the professional said last; they take new people until they say otherwise. @throws AppError `wrong_side` for clients. */
export async function getAvailability(
  { directory }: { directory: Pick<Directory, 'people'> },
  { person }: Actor,
): Promise<Availability> {
  requireSide(person, 'professional');
  const { items } = await directory.people({ personId: null, onlyId: person.id, limit: 1 });
  return { available: items[0]?.available ?? true };
}
