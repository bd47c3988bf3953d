import type { Connection } from './connection.ts';

/** The connections of this replica, by the person or the guest who listens. */
export interface Connections {
  add(connection: Connection): void;
  remove(connection: Connection): void;
  of(listenerId: string): Iterable<Connection>;
  /** Whether anybody of this audience is connected here. */
  hasAny(audience: readonly string[]): boolean;
  /** Ids of the people who are connected here, without guests. */
  people(): string[];
  all(): Iterable<Connection>;
  readonly size: number;
}

/** Makes an empty registry of connections; `onSize` hears how many there are. */
export function createConnections(onSize: (count: number) => void): Connections {
  const byListener = new Map<string, Set<Connection>>();
  let size = 0;
  return {
    add(connection) {
      const known = byListener.get(connection.listenerId);
      if (known === undefined) byListener.set(connection.listenerId, new Set([connection]));
      else known.add(connection);
      onSize(++size);
    },
    remove(connection) {
      const known = byListener.get(connection.listenerId);
      if (known === undefined || !known.delete(connection)) return;
      onSize(--size);
      if (known.size === 0) byListener.delete(connection.listenerId);
    },
    // A copy: whoever is told something may be ended by it.
    of: (listenerId) => [...(byListener.get(listenerId) ?? [])],
    hasAny: (audience) => audience.some((id) => byListener.has(id)),
    people: () =>
      [...byListener].flatMap(([id, [first]]) => (first !== undefined && 'person' in first.caller ? [id] : [])),
    all: () => [...byListener.values()].flatMap((connections) => [...connections]),
    get size() {
      return size;
    },
  };
}
