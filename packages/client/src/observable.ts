/** A part of the state that can be watched: the shape of React's `useSyncExternalStore`, without React. */
export interface Observable<T> {
  /** The same object as long as nothing changed. */
  getSnapshot(): T;
  /** Calls back after every change; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** An {@link Observable} whose owner sets it. */
export interface Value<T> extends Observable<T> {
  set(next: T): void;
}

/** Builds a value that tells its listeners when it is replaced. */
export function createValue<T>(first: T): Value<T> {
  let current = first;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(next) {
      if (next === current) return;
      current = next;
      for (const listener of listeners) listener();
    },
  };
}
