import type { Person, Side } from '@causerie/contracts';
import type { Directory, DirectoryEntry } from '@causerie/core';
import { nameCursor, readNameCursor } from '../cursor.ts';
import { foldText } from '../fold.ts';
import { audienceOf, compare, conversationsOf, type MemoryStore, type StoredPerson } from './store.ts';

/** The directory in memory. */
export function createMemoryDirectory(store: MemoryStore): Directory {
  const find = (side: Side, subject: string): StoredPerson | undefined =>
    [...store.people.values()].find(({ person }) => person.side === side && person.subject === subject);
  const ends = (professionalSubject: string, clientSubject: string) => {
    const professional = find('professional', professionalSubject)?.person;
    const client = find('client', clientSubject)?.person;
    return professional === undefined || client === undefined ? null : { professional, client };
  };
  return {
    ...createMemoryPeople(store, find),
    async link(professionalSubject, clientSubject) {
      const found = ends(professionalSubject, clientSubject);
      if (found === null) return null;
      store.links.add(`${found.professional.id}/${found.client.id}`);
      return { professional: { ...found.professional }, client: { ...found.client } };
    },
    async unlink(professionalSubject, clientSubject) {
      const found = ends(professionalSubject, clientSubject);
      return found !== null && store.links.delete(`${found.professional.id}/${found.client.id}`);
    },
    areLinked: async (personId, otherId) => isLinked(store, personId, otherId),
    async people({ personId, withContacts, onlyId, search, availableOnly, limit, cursor }) {
      const contacts = new Set(withContacts === true && personId !== null ? contactsOf(store, personId) : []);
      const mayMeet = (id: string): boolean => personId === null || isLinked(store, personId, id) || contacts.has(id);
      const [afterName, afterId] = cursor === undefined ? [null, null] : readNameCursor(cursor);
      const isAfter = ({ name, id }: Person): boolean =>
        afterName === null || (compare(foldText(name), afterName) || compare(id, afterId)) > 0;
      const found = [...store.people.values()]
        .filter((one) => mayMeet(one.person.id) && (onlyId === undefined || one.person.id === onlyId))
        .filter((one) => !one.disabled && isAfter(one.person))
        .filter((one) => search === undefined || foldText(one.person.name).includes(foldText(search)))
        .filter((one) => availableOnly !== true || one.available)
        .toSorted(
          (a, b) => compare(foldText(a.person.name), foldText(b.person.name)) || compare(a.person.id, b.person.id),
        )
        .map(({ person, available, lastSeenAt }) => ({ ...person, available, lastSeenAt }));
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last === undefined ? null : nameCursor(foldText(last.name), last.id) };
    },
    contactIds: async (personId) => contactsOf(store, personId),
  };
}

type PeopleVerbs = Pick<
  Directory,
  'resolve' | 'put' | 'find' | 'findById' | 'findAll' | 'setAvailable' | 'disable' | 'disabledAmong' | 'seen'
>;

function createMemoryPeople(
  store: MemoryStore,
  find: (side: Side, subject: string) => StoredPerson | undefined,
): PeopleVerbs {
  return {
    async resolve({ id, side, subject, name, email }) {
      const known = find(side, subject) ?? add(store, { id, side, subject, name: '' });
      if (known.person.name === '') known.person.name = name ?? '';
      known.email ??= email;
      return { person: { ...known.person }, disabled: known.disabled, revokedUpToMs: null };
    },
    put: async (id, entry) => put(find(entry.side, entry.subject) ?? add(store, { id, ...entry }), entry),
    async find(side, subject) {
      const found = find(side, subject);
      return found === undefined ? null : { ...found.person };
    },
    async findById(id) {
      const found = store.people.get(id);
      return found === undefined ? null : { ...found.person };
    },
    async findAll(ids) {
      return [...store.people.values()]
        .filter(({ person }) => ids.includes(person.id))
        .map(({ person, lastSeenAt }) => ({ ...person, lastSeenAt }));
    },
    async setAvailable(personId, available) {
      const found = store.people.get(personId);
      if (found !== undefined) found.available = available;
    },
    async disable(side, subject) {
      const found = find(side, subject);
      if (found !== undefined) found.disabled = true;
      return found !== undefined;
    },
    disabledAmong: async (personIds) => personIds.filter((id) => store.people.get(id)?.disabled === true),
    async seen(personId, at) {
      const found = store.people.get(personId);
      const seenAt = at.toISOString();
      if (found !== undefined && (found.lastSeenAt ?? '') < seenAt) found.lastSeenAt = seenAt;
    },
  };
}

function add(store: MemoryStore, { id, side, subject, name }: Person): StoredPerson {
  const person = { id, side, subject, name };
  const stored: StoredPerson = { person, email: null, available: true, disabled: false, lastSeenAt: null };
  store.people.set(id, stored);
  return stored;
}

function put(stored: StoredPerson, { name, email, available, disabled }: DirectoryEntry): Person {
  stored.person.name = name;
  if (email !== undefined) stored.email = email;
  if (available !== undefined) stored.available = available;
  if (disabled !== undefined) stored.disabled = disabled;
  return { ...stored.person };
}

function contactsOf(store: MemoryStore, personId: string): string[] {
  const others = conversationsOf(store, personId).flatMap(audienceOf);
  return [...new Set(others)].filter((id) => id !== personId);
}

function isLinked(store: MemoryStore, personId: string, otherId: string): boolean {
  return store.links.has(`${personId}/${otherId}`) || store.links.has(`${otherId}/${personId}`);
}
