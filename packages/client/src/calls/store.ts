import { type CallAction, reduceCalls } from './reduce.ts';
import { type CallsState, noCalls } from './state.ts';

/** The one place where the state of calls changes; the shape of React's `useSyncExternalStore`. */
export interface CallsStore {
  getSnapshot(): CallsState;
  subscribe(listener: () => void): () => void;
  dispatch(action: CallAction): void;
}

/** Builds the store of one line. */
export function createCallsStore(): CallsStore {
  let state = noCalls;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispatch(action) {
      const next = reduceCalls(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
