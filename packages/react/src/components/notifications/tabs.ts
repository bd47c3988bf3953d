/** How long a tab keeps what it claimed: longer than the tabs of one browser hear the same thing apart. */
const CLAIM_MS = 5000;

/** The Web Locks of the browser, which all its tabs share; absent without HTTPS, where each tab is on its own. */
function locks(): LockManager | undefined {
  return (navigator as { locks?: LockManager }).locks;
}

/** Lets the other tabs know that something holds here, until the returned function is called. */
export function raiseFlag(name: string): () => void {
  const manager = locks();
  if (manager === undefined) return () => undefined;
  const abort = new AbortController();
  let lower: () => void = () => undefined;
  const lowered = new Promise<void>((resolve) => (lower = resolve));
  manager
    .request(name, { mode: 'shared', signal: abort.signal }, () => (abort.signal.aborted ? undefined : lowered))
    .catch(() => undefined);
  return () => {
    abort.abort();
    lower();
  };
}

/** Whether some tab has raised one of the flags. */
export async function isRaised(...names: readonly string[]): Promise<boolean> {
  const held = (await locks()?.query())?.held ?? [];
  return held.some(({ name }) => name !== undefined && names.includes(name));
}

/** Whether this tab is the one that does something: the first that asks, and `otherwise` where tabs cannot ask. */
export function claim(name: string, otherwise: boolean): Promise<boolean> {
  const manager = locks();
  if (manager === undefined) return Promise.resolve(otherwise);
  return new Promise((resolve) => {
    manager
      .request(name, { ifAvailable: true }, async (lock) => {
        resolve(lock !== null);
        if (lock !== null) await new Promise((end) => setTimeout(end, CLAIM_MS));
      })
      .catch(() => resolve(otherwise));
  });
}
