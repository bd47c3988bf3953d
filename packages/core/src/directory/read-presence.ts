import type { Actor, PresencePage } from '@causerie/contracts';
import type { Directory, Presences } from '../ports.ts';

/** Who of these people is online, as far as they share a conversation with the actor; of others nothing is said (DEL-10). */
export async function readPresence(
  deps: { directory: Pick<Directory, 'contactIds' | 'findAll'>; presences: Pick<Presences, 'onlineAmong'> },
  { person }: Actor,
  ids: readonly string[],
): Promise<PresencePage> {
  const contacts = new Set(await deps.directory.contactIds(person.id));
  const people = await deps.directory.findAll(ids.map((id) => id.toLowerCase()).filter((id) => contacts.has(id)));
  const online = await deps.presences.onlineAmong(people.map(({ id }) => id));
  return {
    items: people.map(({ id, lastSeenAt }) => ({ personId: id, online: online.has(id), lastSeenAt })),
  };
}
