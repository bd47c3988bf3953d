import { ANNOUNCE_CHANNEL, Event, type Announcement } from '@causerie/contracts';
import type { Announcer } from '@causerie/core';
import { withDeadline } from '@causerie/service-kit';
import type { Redis } from 'ioredis';
import { encodeFrames, splitFrame } from './frames.ts';

/** Longest time an announcement may take; it is a hint (DEL-6), so giving up loses nothing. */
const ANNOUNCE_DEADLINE_MS = 1000;

/** The announce verb over Redis pub/sub. Rejects when Redis does not answer in time: the caller decides whether that matters. */
export function createAnnouncer(redis: Redis, prefix: string): Announcer {
  const channel = `${prefix}-${ANNOUNCE_CHANNEL}`;
  return {
    async announce(announcements) {
      const published = encodeFrames(announcements).map((frame) => redis.publish(channel, frame));
      await withDeadline(Promise.all(published), ANNOUNCE_DEADLINE_MS, 'unavailable');
    },
  };
}

/**
 * The announcer of a door, which announces what is committed. No request fails because the news of it was lost: `onLost` hears of it,
 * and clients find what they missed by tops and revisions (DEL-6, DEL-11). It never rejects, whatever it is given.
 */
export function announceCommitted(announcer: Announcer, onLost: (error: unknown, count: number) => void): Announcer {
  return {
    async announce(announcements) {
      try {
        await announcer.announce(announcements);
      } catch (error) {
        onLost(error, announcements.length);
      }
    },
  };
}

/** What a listener is. */
export interface ListenOptions {
  subscriber: Redis;
  prefix: string;
  /** Cheap test on the audience header: only wanted events are parsed. */
  wanted(audience: readonly string[]): boolean;
  /** Called in the order of the frames. */
  hear(announcement: Announcement): void;
  /** A malformed event, or one that `hear` failed on; the next one is heard all the same. */
  onError(error: unknown): void;
}

/** Listens to announcements; resolves once subscribed, to a function that stops listening. */
export async function listenToAnnouncements(options: ListenOptions): Promise<() => Promise<void>> {
  const { subscriber, prefix, wanted, hear, onError } = options;
  const channel = `${prefix}-${ANNOUNCE_CHANNEL}`;
  const onMessage = (heard: string, frame: string): void => {
    if (heard !== channel) return;
    for (const { audience, json } of splitFrame(frame)) {
      if (!wanted(audience)) continue;
      try {
        hear({ audience, event: Event.parse(JSON.parse(json)) });
      } catch (error) {
        onError(error);
      }
    }
  };
  subscriber.on('message', onMessage);
  await subscriber.subscribe(channel);
  return async () => {
    subscriber.off('message', onMessage);
    await subscriber.unsubscribe(channel);
  };
}
