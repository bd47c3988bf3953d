import {
  laneOf,
  laneQueue,
  PersistReply,
  replyChannel,
  type PersistBatch,
  type PersistMessage,
} from '@causerie/contracts';
import type { SendLanes } from '@causerie/core';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { createLane, type Lane } from './lane.ts';

/** How often waiting callers are looked at. */
const SWEEP_INTERVAL_MS = 100;
/** A lane's batch job survives this many stalls and retries: the worker's handler itself never gives up. */
const JOB_ATTEMPTS = 1000;

/** What {@link createSendLanes} needs. */
export interface SendLanesOptions {
  /** One queue per lane, made by service-kit with names from {@link laneQueue}. */
  queues: readonly Queue[];
  /** A connection in subscriber mode, for the replies. */
  subscriber: Redis;
  /** Prefix of every channel. */
  prefix: string;
  /** Unique per process start, so that replies to a former life are not mistaken. */
  doorId: string;
  /** False while Redis is too full to take more (then callers hear `unavailable` at once). */
  intakeOpen?: () => boolean;
  onError(error: unknown, what: string): void;
}

/**
 * The send verb over BullMQ: one job per batch, at most one batch in flight per lane of this door.
 * The reply channel is subscribed before any job leaves; an added job is never taken for an acknowledgement.
 */
export async function createSendLanes(options: SendLanesOptions): Promise<SendLanes & { close(): Promise<void> }> {
  const { queues, subscriber, prefix, doorId, onError, intakeOpen } = options;
  const replyTo = `${prefix}-${replyChannel(doorId)}`;
  const flights = new Map<string, Lane>();
  let batches = 0;

  const lanes = queues.map((queue) => {
    let inFlight = '';
    const lane: Lane = createLane((messages) => {
      flights.delete(inFlight);
      const batchId = `b${doorId}-${++batches}`;
      inFlight = batchId;
      flights.set(batchId, lane);
      const job: PersistBatch = { v: 1, batchId, replyTo, messages: [...messages] };
      queue.add('persist', job, { attempts: JOB_ATTEMPTS }).catch((error: unknown) => {
        onError(error, 'a batch could not be queued');
        if (flights.delete(batchId)) lane.land(null, Date.now());
      });
    });
    return lane;
  });

  const onMessage = (channel: string, text: string): void => {
    if (channel !== replyTo) return;
    try {
      const reply = PersistReply.parse(JSON.parse(text));
      const lane = flights.get(reply.batchId);
      // A batch that was given up may still land later: its callers were told `unavailable`, which stays true.
      if (lane === undefined) return;
      flights.delete(reply.batchId);
      lane.land(reply.results, Date.now());
    } catch (error) {
      onError(error, 'a reply could not be read');
    }
  };
  subscriber.on('message', onMessage);
  await subscriber.subscribe(replyTo);
  const sweeper = setInterval(() => {
    const nowMs = Date.now();
    for (const lane of lanes) lane.sweep(nowMs);
  }, SWEEP_INTERVAL_MS);

  return {
    send(message: PersistMessage) {
      const lane = lanes[laneOf(message.conversationId, lanes.length)];
      if (lane === undefined || intakeOpen?.() === false) return Promise.resolve({ ok: false, code: 'unavailable' });
      return lane.send(message, Date.now());
    },
    async close() {
      clearInterval(sweeper);
      subscriber.off('message', onMessage);
      await subscriber.unsubscribe(replyTo).catch((error: unknown) => onError(error, 'unsubscribe failed'));
    },
  };
}

/** Names of the lane queues of a deployment. */
export function laneQueueNames(lanes: number): string[] {
  return Array.from({ length: lanes }, (_, lane) => laneQueue(lane));
}
