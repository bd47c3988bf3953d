/** What is around this page: the other tabs of the browser, and whether anybody looks at this one. */
export interface Page {
  /** Null where tabs cannot take turns. */
  locks: LockManager | null;
  /** A channel to the other tabs; null where there is none. */
  openChannel(name: string): BroadcastChannel | null;
  isVisible(): boolean;
  /** Calls back when the page is about to be closed, put aside or frozen; returns how to stop. */
  onHide(listener: () => void): () => void;
}

/** A page that is alone: outside of browsers. */
const alone: Page = {
  locks: null,
  openChannel: () => null,
  isVisible: () => true,
  onHide: () => () => undefined,
};

/** The page that this runs in. */
export function browserPage(): Page {
  if (typeof window === 'undefined' || typeof document === 'undefined') return alone;
  const { locks } = navigator as { locks?: LockManager };
  return {
    locks: locks ?? null,
    openChannel: (name) => (typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)),
    isVisible: () => document.visibilityState !== 'hidden',
    onHide(listener) {
      window.addEventListener('pagehide', listener);
      document.addEventListener('freeze', listener);
      return () => {
        window.removeEventListener('pagehide', listener);
        document.removeEventListener('freeze', listener);
      };
    },
  };
}
