import { type RefObject, useCallback, useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}

/** Whether an element fills the screen, and how to change that; `toggle` is null where the browser cannot. */
export function useFullScreen(element: RefObject<HTMLElement | null>): {
  isFull: boolean;
  toggle: (() => void) | null;
} {
  const isFull = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
    () => false,
  );
  const toggle = useCallback(() => {
    // Refused without a touch.
    const done = document.fullscreenElement === null ? element.current?.requestFullscreen() : document.exitFullscreen();
    done?.catch(() => undefined);
  }, [element]);
  const isPossible = typeof document !== 'undefined' && document.fullscreenEnabled;
  return { isFull, toggle: isPossible ? toggle : null };
}
