import type { Clock } from '../environment.ts';
import type { OutboxStorage } from './outbox-storage.ts';

/** The storage of this browser; null outside of browsers and on pages without HTTPS, where nothing can be encrypted. */
export function browserStorage(clock: Clock, locks: LockManager | null): OutboxStorage | null {
  const isPossible =
    typeof window !== 'undefined' && typeof indexedDB !== 'undefined' && typeof crypto?.subtle !== 'undefined';
  if (!isPossible) return null;
  // It is opened when it is known whose it is: until then the page need not wait for its code.
  const loaded = async (): Promise<OutboxStorage> =>
    (await import('./indexed-db-storage.ts')).indexedDbStorage(clock, locks);
  let storage: Promise<OutboxStorage> | null = null;
  return {
    async open(account) {
      storage ??= loaded();
      return (await storage).open(account);
    },
  };
}
