/** How long until somebody who has no token, or a refused one, looks again for one that their page keeps. */
const LOOK_AGAIN_MS = 5_000;

const watchers = new Set<() => void>();
let lookAgainTimer: ReturnType<typeof setTimeout> | null = null;

/**
 * Calls back whenever the tokens that this browser keeps may have changed: at an event of the page, at {@link tellWatchers}, and a
 * while after {@link lookAgain}, because storage that its own page writes tells nobody. Returns how to stop.
 */
export function watchTokens(watcher: () => void): () => void {
  // A function that watches twice is called twice, and each stops for itself.
  const own = () => watcher();
  watchers.add(own);
  if (watchers.size === 1) listen('addEventListener');
  return () => {
    if (!watchers.delete(own) || watchers.size > 0) return;
    listen('removeEventListener');
    if (lookAgainTimer !== null) clearTimeout(lookAgainTimer);
    lookAgainTimer = null;
  };
}

/** Has everybody who watches look now. */
export function tellWatchers(): void {
  for (const watcher of [...watchers]) watcher();
}

/** Has everybody look in a while, once. Whoever still misses a token then asks again; nothing runs while nobody watches. */
export function lookAgain(): void {
  if (lookAgainTimer !== null || watchers.size === 0) return;
  lookAgainTimer = setTimeout(() => {
    lookAgainTimer = null;
    tellWatchers();
  }, LOOK_AGAIN_MS);
  // Where timers keep a process alive, this one does not.
  (lookAgainTimer as { unref?(): void }).unref?.();
}

/** Apps that are no pages have no events of pages. */
function listen(verb: 'addEventListener' | 'removeEventListener'): void {
  const { window: page, document: shown } = globalThis as Partial<Pick<typeof globalThis, 'window' | 'document'>>;
  for (const name of ['storage', 'focus']) page?.[verb]?.(name, tellWatchers);
  shown?.[verb]?.('visibilitychange', tellWatchers);
}
