import { TYPING_EXPIRES_MS, type Announcement } from '@causerie/contracts';

/** Typists that are watched at once; more of them stop only when they say so. */
const WATCHED_MAX = 10_000;

/** Delivers what it is given, and ends what is not renewed. */
export interface TypingExpiry {
  hear(announcement: Announcement): void;
  stop(): void;
}

/**
 * Wraps a delivery so that typing ends by itself (DEL-10): clients of older documents know no such thing, and whoever types may lose
 * their connection, or their replica its life, before they say that they stopped. So the side that shows it counts.
 */
export function expireTyping(deliver: (announcement: Announcement) => void): TypingExpiry {
  const watched = new Map<string, NodeJS.Timeout>();
  return {
    hear(announcement) {
      deliver(announcement);
      const { audience, event } = announcement;
      if (event.type !== 'typing') return;
      const typist = `${event.conversation.id}/${event.person.id}`;
      clearTimeout(watched.get(typist));
      watched.delete(typist);
      if (!event.active || watched.size >= WATCHED_MAX) return;
      const end = (): void => {
        watched.delete(typist);
        deliver({ audience, event: { ...event, active: false } });
      };
      watched.set(typist, setTimeout(end, TYPING_EXPIRES_MS));
    },
    stop() {
      for (const timer of watched.values()) clearTimeout(timer);
      watched.clear();
    },
  };
}
