import { AppError, type Actor, type Mute } from '@causerie/contracts';
import type { NotificationPreferencesPort } from './ports.ts';

/** What muting needs. */
export interface MuteDeps {
  notificationPreferences: Pick<NotificationPreferencesPort, 'getMute' | 'mute' | 'unmute'>;
}

/** Whether I muted a conversation. @throws AppError `not_found`. */
export async function getMute(deps: MuteDeps, actor: Actor, conversationId: string): Promise<Mute> {
  const mute = await deps.notificationPreferences.getMute(actor.person.id, conversationId);
  if (mute === null) throw new AppError('not_found');
  return mute;
}

/** Silences a conversation until a moment, or until further notice (`until: null`). @throws AppError `not_found`. */
export async function muteConversation(
  deps: MuteDeps,
  actor: Actor,
  { conversationId, until }: { conversationId: string; until: string | null },
): Promise<Mute> {
  if (!(await deps.notificationPreferences.mute(actor.person.id, conversationId, until))) {
    throw new AppError('not_found');
  }
  return getMute(deps, actor, conversationId);
}

/** Lets a conversation be heard again. @throws AppError `not_found`. */
export async function unmuteConversation(deps: MuteDeps, actor: Actor, conversationId: string): Promise<Mute> {
  if (!(await deps.notificationPreferences.unmute(actor.person.id, conversationId))) throw new AppError('not_found');
  return { muted: false, until: null };
}
