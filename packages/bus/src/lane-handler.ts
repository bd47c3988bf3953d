import { PersistBatch, type PersistMessage, type PersistReply, type PersistResult } from '@causerie/contracts';
import { withDeadline } from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** Longest time a reply may take; the door gives up at its own deadline anyway. */
const REPLY_DEADLINE_MS = 1000;

/**
 * Turns a persist function into the processor of a lane's queue: parses the job (yesterday's job is as foreign as a
 * browser), persists it, and answers the door that waits. A job that is not a batch is dropped with `onMalformed`.
 */
export function createLaneProcessor(options: {
  /** The connection on which the job's end is written too: what is said before it leaves before it, in the same write. */
  redis: Redis;
  /** Must call `answer` once the batch is committed, and resolve then. */
  persist(messages: readonly PersistMessage[], answer: (results: PersistResult[]) => void): Promise<void>;
  onMalformed(error: unknown): void;
  onReplyFailed(error: unknown): void;
}): (job: { data: unknown }) => Promise<void> {
  const { redis, persist, onMalformed, onReplyFailed } = options;
  return async (job) => {
    const parsed = PersistBatch.safeParse(job.data);
    if (!parsed.success) {
      onMalformed(parsed.error);
      return;
    }
    const { batchId, replyTo, messages } = parsed.data;
    await persist(messages, (results) => {
      const reply: PersistReply = { batchId, results };
      // The door answers `unavailable` by itself when the reply is lost, and the client's repeat is safe (DEL-3).
      withDeadline(redis.publish(replyTo, JSON.stringify(reply)), REPLY_DEADLINE_MS).catch(onReplyFailed);
    });
  };
}
