import type { Observable } from '@causerie/client';
import { useSyncExternalStore } from 'react';

/** The current value of a part of the client, followed as it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.getSnapshot, observable.getSnapshot);
}
