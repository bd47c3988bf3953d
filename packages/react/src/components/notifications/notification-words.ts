import { type Notification, othersOf } from '@causerie/client';
import { useCallback } from 'react';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';

/** Says what notifications are about, with the names that this page knows: it is the person who reads here, not a lock screen. */
export function useNotificationWords(): (notification: Notification, now: Date) => string {
  const { strings, dates } = useSurroundings();
  const conversations = useSelected((state) => state.conversations);
  const me = useSelected((state) => state.me);
  return useCallback(
    ({ kind, count, conversationId, detail }, now) => {
      const words = strings.notifications;
      const entry = conversationId === null ? undefined : conversations[conversationId];
      const others = entry === undefined || me === null ? [] : othersOf(entry, me.id);
      const name = others.length === 0 ? null : others.map((person) => person.name).join(', ');
      if (kind === 'message') return words.message(count, name);
      if (kind === 'call') return words.call(name);
      if (kind === 'missed-call') return words.missedCall(name);
      if (kind === 'system') return words.system;
      const { change, startsAt } = detail;
      const when = typeof startsAt === 'string' ? `${dates.day(startsAt, now)}, ${dates.time(startsAt)}` : null;
      return words.appointment(typeof change === 'string' ? change : null, when);
    },
    [strings, dates, conversations, me],
  );
}
