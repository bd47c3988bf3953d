import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ringCall } from '../src/index.ts';
import { doNext, tapeOf } from './calls-commands.ts';
import { hold } from './calls-laws.ts';
import { beginnings } from './calls-preludes.ts';
import { createCallWorld, type CallWorld } from './calls-world.ts';

const RUNS = 100_000;
const TAPE_MAX_BYTES = 56;
/** Every so many worlds are watched to their end. */
const WATCHED = 8;
const DAY_MS = 86_400_000;
const TIMEOUT_MS = 300_000;

/** Lets everybody finish and go, and then two days pass: nothing may be left, and nothing may ring. */
async function watchToTheEnd(world: CallWorld): Promise<void> {
  for (const one of world.running.splice(0)) while (one.isWaiting()) await one.goOn();
  for (const actor of world.actors) actor.isConnected = false;
  await world.pass(2 * DAY_MS);
  world.check();
  for (const { id, status } of world.house.memory.states.values()) {
    hold('every call ends', status === 'ended');
    for (const { caller, device } of world.actors) {
      const answer = await ringCall(world.house.deps, caller, { callId: id, device }).catch(() => null);
      hold('CALL-3: what ended never rings', answer?.ring !== true);
    }
  }
}

describe('CALL-1 to CALL-12, whatever happens in whichever order', () => {
  const { stackTraceLimit } = Error;
  // Most of what happens is a refusal, and nobody reads where each was thrown.
  beforeAll(() => void (Error.stackTraceLimit = 0));
  afterAll(() => void (Error.stackTraceLimit = stackTraceLimit));

  it(
    `hold in ${RUNS} random interleavings of people at several devices, services that are killed, lost lines and time`,
    async () => {
      const reasons = new Map<string | null, number>();
      const starts = await beginnings();
      let answered = 0;
      const interleaving = fc.asyncProperty(
        fc.uint8Array({ minLength: 8, maxLength: TAPE_MAX_BYTES, size: 'max' }),
        async (bytes) => {
          const tape = tapeOf(bytes);
          const world = createCallWorld(starts[tape(starts.length)]);
          while (!tape.isOver()) {
            await doNext(world, tape);
            world.check();
          }
          if (bytes.length % WATCHED === 0) await watchToTheEnd(world);
          for (const { endReason, answeredAtMs } of world.house.memory.states.values()) {
            reasons.set(endReason, (reasons.get(endReason) ?? 0) + 1);
            if (answeredAtMs !== null) answered += 1;
          }
        },
      );
      await fc.assert(interleaving, { numRuns: RUNS });
      // Laws that nothing could have broken would hold as well: calls were answered, and ended in every way there is.
      expect(answered).toBeGreaterThan(RUNS / 10);
      expect([...reasons].filter(([reason, count]) => reason !== null && count > RUNS / 1000)).toHaveLength(7);
    },
    TIMEOUT_MS,
  );
});
