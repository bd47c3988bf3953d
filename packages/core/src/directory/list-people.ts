import { AppError, type Actor, type DirectoryPage, type DirectoryPerson } from '@causerie/contracts';
import type { Directory, Presences } from '../ports.ts';

/** What reading the directory needs. */
interface ReadPeopleDeps {
  directory: Pick<Directory, 'people'>;
  presences: Pick<Presences, 'onlineAmong'>;
}

type PeopleQuery = Omit<Parameters<Directory['people']>[0], 'personId'>;

/**
 * The people the actor may meet, and which of them are online now; for operators and back ends (`actor` null) everybody.
 * @throws AppError `page_out_of_range` for a foreign cursor.
 */
export async function listPeople(
  { directory, presences }: ReadPeopleDeps,
  actor: Actor | null,
  query: PeopleQuery,
): Promise<DirectoryPage> {
  const { items, nextCursor } = await directory.people({ ...query, personId: actor?.person.id ?? null });
  const online = await presences.onlineAmong(items.map(({ id }) => id));
  return { items: items.map((person) => ({ ...person, online: online.has(person.id) })), nextCursor };
}

/** One person whom the actor may meet or shares a conversation with; for operators and back ends (`actor` null) anybody. */
export async function getPerson(deps: ReadPeopleDeps, actor: Actor | null, id: string): Promise<DirectoryPerson> {
  const { items } = await listPeople(deps, actor, { onlyId: id.toLowerCase(), withContacts: true, limit: 1 });
  const [person] = items;
  // Foreign and unknown people are the same.
  if (person === undefined) throw new AppError('not_found');
  return person;
}
