import { type ConversationEntry, othersOf } from '@causerie/client';

/** Which conversations of the list are shown. */
export type ConversationFilter = 'all' | 'unread' | 'archived';

/** The same for hooks, which also list those of any one status. */
export type StatusFilter = ConversationFilter | 'active' | 'blocked';

/** Which conversations to show: by what they are, and by names and subject. */
export interface ConversationSelection {
  filter?: ConversationFilter;
  search?: string;
  /** Stays whatever the filter says, so that what is being read does not vanish as it is read. */
  keptId?: string | null;
}

/** Text as searches compare it: without accents and case. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether a conversation is among those selected. A search looks everywhere; without one, what is archived is shown by its filter only. */
export function isSelected(
  entry: ConversationEntry,
  { filter = 'all', search = '', keptId = null }: Omit<ConversationSelection, 'filter'> & { filter?: StatusFilter },
  myId: string | undefined,
): boolean {
  if (!matches(entry, folded(search.trim()), myId)) return false;
  if (entry.id === keptId && filter === 'unread') return true;
  if (filter === 'unread') return entry.counted.unread > 0;
  if (filter !== 'all') return entry.status === filter;
  return search.trim() !== '' || entry.status !== 'archived';
}

/** Whether every word is somewhere in the names or in the subject. */
function matches(entry: ConversationEntry, search: string, myId: string | undefined): boolean {
  if (search === '') return true;
  const names = othersOf(entry, myId ?? '').map(({ name }) => name);
  const text = folded([...names, entry.subject ?? ''].join(' '));
  return search.split(/\s+/).every((word) => text.includes(word));
}
