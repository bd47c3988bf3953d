import { Event, Id, type Announcement } from '@causerie/contracts';
import type { Server } from 'socket.io';
import { z } from 'zod';

/** Name of the server-side event that carries live announcements between replicas. */
const LIVE_EVENT = 'causerie.live';

const LiveFrame = z.object({ audience: z.array(Id), event: Event });

/** Volatile socket-to-socket events (typing, presence): through the Redis adapter, lost under pressure without harm (DEL-10). */
export interface Live {
  /** Tells local sockets at once and the other replicas through the adapter. */
  tell(announcement: Announcement): void;
}

/** Makes the live channel; `deliver` emits to the sockets of this replica only. */
export function createLive(
  io: Server,
  deliver: (announcement: Announcement) => void,
  onError: (error: unknown) => void,
): Live {
  io.on(LIVE_EVENT, (frame: unknown) => {
    const parsed = LiveFrame.safeParse(frame);
    if (parsed.success) deliver(parsed.data);
    else onError(parsed.error);
  });
  return {
    tell(announcement) {
      deliver(announcement);
      io.serverSideEmit(LIVE_EVENT, announcement);
    },
  };
}
