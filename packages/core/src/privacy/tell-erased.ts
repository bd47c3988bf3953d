import type { Announcer } from '../ports.ts';
import type { ErasedMessage } from './ports.ts';

/** Tells people whose screens show the messages; who misses it sees the conversation's new revision (DEL-11). */
export async function tellErased(
  announcer: Announcer,
  type: 'message.deleted' | 'message.updated',
  changes: readonly ErasedMessage[],
): Promise<void> {
  const announcements = changes
    .filter(({ audience }) => audience.length > 0)
    .map(({ message, conversation, audience }) => ({ audience, event: { type, message, conversation } }));
  if (announcements.length > 0) await announcer.announce(announcements).catch(() => undefined);
}
