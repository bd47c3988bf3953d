import { laneOf, type Announcement, type PersistMessage, type PersistResult } from '@causerie/contracts';
import type { Announcer, SendLanes } from '@causerie/core';
import { createLane, type Lane } from './lane.ts';

/** The bus inside one process: for simulation and unit speed, never as proof. */
export interface MemoryBus extends SendLanes, Announcer {
  /** Hears every announcement until the returned function is called. */
  listen(hear: (announcement: Announcement) => void): () => void;
}

/** Makes a memory bus whose only worker is `persist`. */
export function createMemoryBus(
  persist: (messages: readonly PersistMessage[]) => Promise<PersistResult[]>,
  lanes = 2,
): MemoryBus {
  const listeners = new Set<(announcement: Announcement) => void>();
  const all: Lane[] = Array.from({ length: lanes }, () => {
    const lane: Lane = createLane((batch) => {
      void persist(batch).then(
        (results) => lane.land(results, Date.now()),
        () => lane.land(null, Date.now()),
      );
    });
    return lane;
  });
  return {
    send(message) {
      const lane = all[laneOf(message.conversationId, lanes)];
      return lane === undefined ? Promise.resolve({ ok: false, code: 'unavailable' }) : lane.send(message, Date.now());
    },
    announce(announcements) {
      for (const announcement of announcements) for (const hear of listeners) hear(announcement);
      return Promise.resolve();
    },
    listen(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
