import type { Causerie, State } from '@causerie/client';
import { useSyncExternalStore } from 'react';
import { useSurroundings } from '../provider.tsx';

/** The messenger of the nearest provider, for its verbs. */
export function useCauserie(): Causerie {
  return useSurroundings().client;
}

/** One part of the state. `select` must return something that stays the same object while its part does not change. */
export function useSelected<T>(select: (state: State) => T): T {
  const client = useCauserie();
  const read = () => select(client.getSnapshot());
  return useSyncExternalStore(client.subscribe, read, read);
}
