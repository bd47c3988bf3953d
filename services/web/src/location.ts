import { createContext, type MouseEvent, useContext, useSyncExternalStore } from 'react';

const MESSENGER_PATH = '/chat-message';
const CHANGED = 'causerie:location';

/** Where one is among the pages, and how to go elsewhere: the browser's address bar, or one that a pane has for itself. */
export interface Navigation {
  /** Path and query, such as `/chat-message?c=…`. */
  current(): string;
  subscribe(listener: () => void): () => void;
  /** Goes to an address of this application without loading the page again. */
  go(href: string, how?: 'push' | 'replace'): void;
  /** Whether somebody went anywhere since the page was loaded. */
  hasMoved(): boolean;
}

/** The address bar of the browser. */
export const browserNavigation: Navigation = createBrowserNavigation();

function createBrowserNavigation(): Navigation {
  let hasMoved = false;
  return {
    current: () => `${location.pathname}${location.search}`,
    subscribe(listener) {
      const moved = () => {
        hasMoved = true;
        listener();
      };
      window.addEventListener('popstate', moved);
      window.addEventListener(CHANGED, listener);
      return () => {
        window.removeEventListener('popstate', moved);
        window.removeEventListener(CHANGED, listener);
      };
    },
    go(href, how = 'push') {
      hasMoved = true;
      if (how === 'push') history.pushState(null, '', href);
      else history.replaceState(null, '', href);
      window.dispatchEvent(new Event(CHANGED));
    },
    hasMoved: () => hasMoved,
  };
}

/** An address bar without a bar: where the links of one pane lead while the page stays where it is. */
export function createNavigation(first: string): Navigation {
  let here = first;
  let hasMoved = false;
  const listeners = new Set<() => void>();
  return {
    current: () => here,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    go(href) {
      here = href;
      hasMoved = true;
      for (const listener of listeners) listener();
    },
    hasMoved: () => hasMoved,
  };
}

/** The navigation of everything below; that of the browser unless a pane gives another. */
export const NavigationContext = createContext<Navigation>(browserNavigation);

/** How to go elsewhere. */
export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

/** Where one is. */
export function usePlace(): { path: string; query: URLSearchParams } {
  const navigation = useNavigation();
  const href = useSyncExternalStore(navigation.subscribe, navigation.current);
  const [path = '/', query = ''] = href.split('?');
  return { path, query: new URLSearchParams(query) };
}

/** Address of a conversation, or of the list without one. */
export function conversationHref(conversationId: string | null): string {
  return conversationId === null ? MESSENGER_PATH : `${MESSENGER_PATH}?c=${encodeURIComponent(conversationId)}`;
}

/** Whether a click on a link is one to follow here: a new tab or a download is the browser's own business. */
export function isPlainClick(event: MouseEvent): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey && !defaultPrevented;
}
