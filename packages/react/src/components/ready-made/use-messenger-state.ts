import { type Causerie, CauserieError, initialState, type State } from '@causerie/client';
import { useCallback, useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** One part of the state of a messenger that may not be there yet. `select` returns the same object while its part does not change. */
export function useStateOf<T>(client: Causerie | null, select: (state: State) => T): T {
  const read = () => select(client?.getSnapshot() ?? initialState);
  return useSyncExternalStore(client?.subscribe ?? never, read, () => select(initialState));
}

/** The messenger, for verbs that cannot do without one. @throws CauserieError `unauthenticated` while there is none. */
export function present(client: Causerie | null): Causerie {
  if (client !== null) return client;
  const detail = 'there is no token, or no <CauserieProvider>';
  throw new CauserieError({ code: 'unauthenticated', detail, retryable: false, requestId: null });
}

/** Listens to one kind of event, again whenever the messenger changes; stable while it does not. */
export function useListen(client: Causerie | null): Causerie['on'] {
  return useCallback<Causerie['on']>((name, listener) => client?.on(name, listener) ?? (() => undefined), [client]);
}
