import { totalUnread } from '@causerie/client';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { attend, type AttendantOptions, showAttention } from '../components/notifications/attendant.ts';
import type { SoundFiles } from '../components/notifications/sounds.ts';
import { badgeApp, badgeIcon, badgeTitle } from '../components/notifications/page-badge.ts';
import { useSurroundings } from '../provider.tsx';
import { useAttention } from './use-attention.ts';
import { useCauserie, useSelected } from './use-causerie.ts';

/** Which signals are given, and where their clicks lead. */
export interface AttentionSignalsOptions {
  /** Leads to a conversation, or to the messenger for null: somebody chose a notice of the system. */
  onOpen(conversationId: string | null): void;
  /** The count of unread messages before the title of the page; on unless false. */
  title?: boolean;
  /** The count over the icon of the page; on unless false. */
  icon?: boolean;
  /** A soft sound, as far as the person wants it; on unless false. Or files of your own, by their addresses. */
  sound?: boolean | SoundFiles;
  /** Notices of the system while no page is in sight, once they are allowed; on unless false. */
  notices?: boolean;
  /** Heads a notice that names nobody; the name of your service. */
  name?: string;
}

/**
 * Tells a person what arrives while this page is open and they are not looking: the count of unread messages in title, icon and
 * app badge, a sound, a notice of the system. It obeys what they chose: sounds, quiet hours, mutes, kinds and names. Of several
 * tabs, one tells. Use it once per page.
 */
export function useAttentionSignals(options: AttentionSignalsOptions): void {
  const { title = true, icon = true, sound = true, notices = true, name = 'Causerie', onOpen } = options;
  const client = useCauserie();
  const { strings } = useSurroundings();
  const unread = useSelected(totalUnread);
  const personId = useSelected((state) => state.me?.id);
  const openId = useSelected((state) => state.openConversationId);
  const isLooking = useAttention();
  const isVisible = useVisible();
  useEffect(() => (title && unread > 0 ? badgeTitle(unread) : undefined), [title, unread]);
  useEffect(() => (icon && unread > 0 ? badgeIcon(unread) : undefined), [icon, unread]);
  useEffect(() => {
    badgeApp(unread);
    return () => badgeApp(0);
  }, [unread]);

  const latest = useRef<AttendantOptions | null>(null);
  useEffect(() => {
    latest.current = { sound, notices, title: name, words: strings.notifications, onOpen };
  });
  useEffect(() => {
    const stop = attend(client, () => latest.current as AttendantOptions);
    const forget = client.notifications.onOpenRequest((conversationId) => latest.current?.onOpen(conversationId));
    return () => {
      stop();
      forget();
    };
  }, [client]);
  useEffect(
    // The person is named by the flags, so that two people in two tabs of one browser do not silence each other.
    () => (personId !== undefined && isVisible ? showAttention(personId, isLooking, openId) : undefined),
    [personId, isVisible, isLooking, openId],
  );
}

/** Whether the page is in sight, with or without the focus. */
function useVisible(): boolean {
  return useSyncExternalStore(
    onVisibility,
    () => document.visibilityState === 'visible',
    () => false,
  );
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** {@link useAttentionSignals} as a component that shows nothing. */
export function AttentionSignals(options: AttentionSignalsOptions): null {
  useAttentionSignals(options);
  return null;
}
