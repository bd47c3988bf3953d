import type { Clock } from '../environment.ts';

/** Another tab that died while it sent must not keep this one waiting; the same message twice is one message (DEL-3). */
const TURN_PATIENCE_MS = 10_000;

/** Does something while no other tab does it; after a while even so. */
export async function takeTurn<T>(clock: Clock, locks: LockManager, name: string, act: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = clock.setTimeout(() => patience.abort(), TURN_PATIENCE_MS);
  let begun = false;
  const mine = async (): Promise<T> => {
    begun = true;
    clock.clearTimeout(timer);
    return act();
  };
  try {
    return await locks.request(name, { signal: patience.signal }, mine);
  } catch (error) {
    if (begun) throw error;
    return mine();
  }
}
