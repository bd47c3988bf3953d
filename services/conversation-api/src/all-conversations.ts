import { PAGE_MAX, type Actor, type Conversation } from '@causerie/contracts';
import type { Door } from './door.ts';

/** Some dialects' lists have no pages; a person with more conversations than this sees the most recently active ones. */
const LIST_MAX = 1000;

/** Every conversation of a person, last active first. */
export async function allConversations(door: Door, { person }: Actor): Promise<Conversation[]> {
  const all: Conversation[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && all.length < LIST_MAX) {
    const page = await door.conversations.list({ personId: person.id, limit: PAGE_MAX, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}
