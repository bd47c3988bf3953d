import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringCall } from '../src/index.ts';
import { doNext, tapeOf } from './calls-commands.ts';
import { Broken } from './calls-laws.ts';
import { createCallWorld, type CallWorld } from './calls-world.ts';

const RUNS = Number(process.env['RUNS'] ?? 100_000);
const TAPE_MAX_BYTES = 96;
const DAY_MS = 86_400_000;
const TIMEOUT_MS = 120_000;

/** Lets everybody finish and go, and then two days pass: nothing may be left, and nothing may ring. */
async function endOf(world: CallWorld): Promise<void> {
  for (const one of world.running.splice(0)) while (one.isWaiting()) await one.goOn();
  for (const actor of world.actors) actor.isConnected = false;
  await world.pass(2 * DAY_MS);
  world.check();
  for (const { id, status } of world.house.memory.states.values()) {
    if (status !== 'ended') throw new Broken('every call ends');
    for (const { caller, device } of world.actors) {
      const answer = await ringCall(world.house.deps, caller, { callId: id, device }).catch(() => null);
      if (answer?.ring === true) throw new Broken('CALL-3: what ended never rings');
    }
  }
}

describe('CALL-1…12 in any order of events', () => {
  it(
    `hold in ${RUNS} random interleavings of devices, services that are killed, and time`,
    async () => {
      const c0 = process.cpuUsage();
      Error.stackTraceLimit = 0;
      let steps = 0;
      let ended = 0;
      const reasons = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: TAPE_MAX_BYTES, size: 'max' }), async (bytes) => {
          const world = createCallWorld();
          const tape = tapeOf(bytes);
          while (!tape.isOver()) {
            await doNext(world, tape);
            world.check();
            steps += 1;
          }
          await endOf(world);
          for (const { endReason } of world.house.memory.states.values()) {
            ended += 1;
            reasons.set(endReason ?? '', (reasons.get(endReason ?? '') ?? 0) + 1);
          }
        }),
        { numRuns: RUNS },
      );
      const c1 = process.cpuUsage(c0); console.log((c1.user + c1.system) / 1000 / RUNS, 'ms/run');
      console.log(steps, ended, reasons);
      expect(reasons.size).toBe(7);
    },
    TIMEOUT_MS,
  );
});
