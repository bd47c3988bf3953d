import type { Action } from './action.ts';
import { initialState, type State } from './state.ts';

/** The one place where the state changes: the shape of React's `useSyncExternalStore`, without React. */
export interface Store {
  getSnapshot(): State;
  subscribe(listener: () => void): () => void;
  dispatch(action: Action): void;
}

/** Builds a store over a reducer, which is given so that a test can plant a faulty one. */
export function createStore(reduce: (state: State, action: Action) => State): Store {
  let state = initialState;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
  };
}
