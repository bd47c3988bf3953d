import type { Causerie } from '@causerie/client';

/** A notice of the system: on the screen beside everything else, while the page is not. */
export interface Notice {
  /** What has the same tag takes the place of what was there, and is closed with it by the service worker. */
  tag: string;
  title: string;
  body: string;
  conversationId: string | null;
  count: number;
  onOpen(conversationId: string | null): void;
}

export interface Notices {
  show(notice: Notice): Promise<void>;
  /** Closes those of conversations in which nothing is unread any more. */
  closeRead(): void;
  /** Closes those that could not be clicked any more. */
  stop(): void;
}

/** What a notice that is on the screen can do. */
interface Shown {
  close(): void;
}

/** Shows notices where the person has allowed them, by the service worker where this browser is subscribed. */
export function createNotices(client: Causerie): Notices {
  /** By conversation id. */
  const shown = new Map<string, Shown>();
  return {
    async show(notice) {
      if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
      const closable = client.notifications.getSnapshot().push.subscribed
        ? await byWorker(notice).catch(() => null)
        : byPage(notice);
      if (closable !== null && notice.conversationId !== null) shown.set(notice.conversationId, closable);
    },
    closeRead() {
      const { conversations } = client.getSnapshot();
      for (const [conversationId, one] of shown) {
        if ((conversations[conversationId]?.counted.unread ?? 0) > 0) continue;
        one.close();
        shown.delete(conversationId);
      }
    },
    stop() {
      for (const one of shown.values()) one.close();
      shown.clear();
    },
  };
}

/** The sound has been ours already. */
const QUIETLY = { silent: true };

async function byWorker({ tag, title, body, conversationId, count }: Notice): Promise<Shown> {
  const registration = await navigator.serviceWorker.ready;
  // The worker reads the same from what it shows itself, so that a click leads to the same place.
  const data = { causerie: true, conversationId, count };
  await registration.showNotification(title, { ...QUIETLY, tag, body, data });
  const close = async () => {
    for (const one of await registration.getNotifications({ tag })) one.close();
  };
  return { close: () => void close().catch(() => undefined) };
}

function byPage({ tag, title, body, conversationId, onOpen }: Notice): Shown | null {
  try {
    const notice = new Notification(title, { ...QUIETLY, tag, body });
    notice.addEventListener('click', () => {
      notice.close();
      window.focus();
      onOpen(conversationId);
    });
    return notice;
  } catch {
    // Telephones show notices of service workers only.
    return null;
  }
}
