import type { PersistMessage, PersistResult } from '@causerie/contracts';

/** Most messages of one batch. */
export const BATCH_MAX_MESSAGES = 500;
/** Largest batch, in UTF-16 code units of content, which bounds the job's size. */
export const BATCH_MAX_LENGTH = 1024 * 1024;
/** Most messages that may wait for one lane of one door; beyond, the door refuses at once instead of growing. */
export const LANE_MAX_WAITING = 20_000;
/** A lane answers within this time; DEL-5 allows 3,000 ms in all, and the rest is for the look-ups before and the way back. */
export const ANSWER_DEADLINE_MS = 2400;

/** Rough fixed cost of one message in a job beside its content. */
const MESSAGE_OVERHEAD_LENGTH = 600;

interface Waiting {
  message: PersistMessage;
  deadlineMs: number;
  answer(result: PersistResult): void;
}

interface Flight {
  members: Array<Waiting | null>;
  departedMs: number;
}

const UNAVAILABLE: PersistResult = { ok: false, code: 'unavailable' };

/**
 * Natural batching of one lane: a message leaves at once when the lane is idle; while a batch is in flight newcomers
 * gather, and leave together when it lands. No timer, so no latency is added at low load, and batches grow by themselves
 * under load. Pure of IO: `depart` sends a batch, {@link Lane.land} reports its results, {@link Lane.sweep} tells the time.
 */
export interface Lane {
  send(message: PersistMessage, nowMs: number): Promise<PersistResult>;
  /** The results of the batch in flight, in its order; null when the batch could not be sent or its fate is unknown. */
  land(results: readonly PersistResult[] | null, nowMs: number): void;
  /** Answers `unavailable` to whoever has waited too long, and frees the lane of a batch that never landed. */
  sweep(nowMs: number): void;
  readonly waiting: number;
}

/** Makes a lane; `depart` must report through `land`, and may do so synchronously. */
export function createLane(depart: (batch: readonly PersistMessage[]) => void): Lane {
  let waiting: Waiting[] = [];
  let flight: Flight | null = null;

  function flush(nowMs: number): void {
    if (flight !== null || waiting.length === 0) return;
    const size = batchSize(waiting);
    const members = waiting.slice(0, size);
    waiting = waiting.slice(size);
    flight = { members, departedMs: nowMs };
    depart(members.map((member) => member.message));
  }

  return {
    get waiting() {
      return waiting.length;
    },
    send(message, nowMs) {
      if (waiting.length >= LANE_MAX_WAITING) return Promise.resolve(UNAVAILABLE);
      return new Promise((answer) => {
        waiting.push({ message, deadlineMs: nowMs + ANSWER_DEADLINE_MS, answer });
        flush(nowMs);
      });
    },
    land(results, nowMs) {
      const landed = flight;
      if (landed === null) return;
      flight = null;
      landed.members.forEach((member, index) => member?.answer(results?.[index] ?? UNAVAILABLE));
      flush(nowMs);
    },
    sweep(nowMs) {
      // Those who wait go first: a lane that is freed below must not send what was just given up.
      const late = waiting.findIndex((member) => member.deadlineMs > nowMs);
      const expired = waiting.splice(0, late === -1 ? waiting.length : late);
      for (const member of expired) member.answer(UNAVAILABLE);
      if (flight === null) return;
      for (const [index, member] of flight.members.entries()) {
        if (member === null || member.deadlineMs > nowMs) continue;
        member.answer(UNAVAILABLE);
        flight.members[index] = null;
      }
      if (nowMs - flight.departedMs >= ANSWER_DEADLINE_MS) this.land(null, nowMs);
    },
  };
}

function batchSize(waiting: readonly Waiting[]): number {
  let length = 0;
  let size = 0;
  for (const { message } of waiting) {
    length += message.content.length + MESSAGE_OVERHEAD_LENGTH;
    if (size > 0 && (length > BATCH_MAX_LENGTH || size >= BATCH_MAX_MESSAGES)) break;
    size++;
  }
  return size;
}
