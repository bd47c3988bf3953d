import { useSyncExternalStore } from 'react';

const MESSENGER_PATH = '/chat-message';
const CHANGED = 'causerie:location';

/** Address of a conversation, or of the list without one. */
export function conversationHref(conversationId: string | null): string {
  return conversationId === null ? MESSENGER_PATH : `${MESSENGER_PATH}?c=${encodeURIComponent(conversationId)}`;
}

/** Goes to an address of this application without loading the page again. */
export function navigate(href: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
  window.dispatchEvent(new Event(CHANGED));
}

/** The conversation named by the address bar, which is the only place that knows which one is open. */
export function useOpenConversationId(): string | null {
  return useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get('c'));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(CHANGED, listener);
  };
}
