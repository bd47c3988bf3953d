import type { Connections } from '@causerie/core';
import type { Sessions } from './session.ts';

/** Changes gather this long before they are told, so that a crowd that comes back is one write. */
const WRITE_INTERVAL_MS = 1000;
/** How often counts are said again though nothing changed; well within the time they are believed. */
const REFRESH_INTERVAL_MS = 10_000;

/** Tells operators, through what all replicas share, how many sockets each person has here. */
export interface ConnectionCounter {
  /** The number of sockets of this person changed. */
  changed(personId: string): void;
  /** Tells no more; who is withdrawn, and how, is for whoever follows presence. */
  close(): Promise<void>;
}

/** Starts telling; a Redis that was away or wiped is told everything again. */
export function countConnections(
  { connections, sessions }: { connections: Connections; sessions: Sessions },
  onError: (error: unknown) => void,
): ConnectionCounter {
  const changed = new Set<string>();
  const countOf = (personId: string): number => sessions.of(personId)?.size ?? 0;
  const counts = (personIds: Iterable<string>) => new Map([...personIds].map((id) => [id, countOf(id)]));
  // Redis has no word of a replica that starts.
  let mustReplace = true;
  let toldAtMs = 0;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const news = counts(changed);
    changed.clear();
    if (!mustReplace && (await connections.update(news)) === 'updated') return;
    mustReplace = true;
    await connections.replace(counts(sessions.people()));
    mustReplace = false;
  };
  const tick = (): void => {
    const isQuiet = changed.size === 0 && performance.now() - toldAtMs < REFRESH_INTERVAL_MS;
    if (isQuiet && !mustReplace) return;
    toldAtMs = performance.now();
    writing = writing.then(write).catch((error: unknown) => {
      mustReplace = true;
      onError(error);
    });
  };
  const timer = setInterval(tick, WRITE_INTERVAL_MS);

  return {
    changed: (personId) => void changed.add(personId),
    async close() {
      clearInterval(timer);
      await writing;
    },
  };
}
