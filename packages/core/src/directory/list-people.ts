import type { Actor, DirectoryPerson } from '@causerie/contracts';
import type { Directory, Presences } from '../ports.ts';

/** The people the actor may meet, and which of them are online now. */
export async function listPeople(
  deps: { directory: Pick<Directory, 'people'>; presences: Pick<Presences, 'onlineAmong'> },
  actor: Actor,
  query: { withContacts?: boolean; search?: string | undefined; availableOnly?: boolean | undefined; limit: number },
): Promise<DirectoryPerson[]> {
  const people = await deps.directory.people({ ...query, personId: actor.person.id });
  const online = await deps.presences.onlineAmong(people.map(({ id }) => id));
  return people.map((person) => ({ ...person, online: online.has(person.id) }));
}
