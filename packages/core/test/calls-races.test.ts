import { CALL_LEASE_MS, RING_TIMEOUT_MS, type Call } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { declineCall, endCall, joinCall, ringCall, settleDue, startCall } from '../src/index.ts';
import {
  conversationOf,
  createCallHouse,
  dora,
  paul,
  starting,
  type CallHouse,
  type CallHouseDeps,
} from './calls-house.ts';
import { holdInStep } from './calls-laws.ts';
import { begin, type Running } from './calls-schedule.ts';

const TOGETHER = conversationOf(dora, paul);
const MOST_ORDERS = 20_000;

/** What a use-case gave: the call, whether it rings, or the code of its refusal. */
type Outcome = Call | boolean | string;
type Verb = (deps: CallHouseDeps, callId: string) => Promise<Outcome>;

const doraStarts: Verb = async (deps) =>
  (await startCall(deps, dora, starting({ conversationId: TOGETHER, device: 'doras-desk' }))).call;
const paulStarts: Verb = async (deps) =>
  (await startCall(deps, paul, starting({ conversationId: TOGETHER, device: 'pauls-phone' }))).call;
const paulAnswersOn =
  (device: string): Verb =>
  async (deps, callId) =>
    joinCall(deps, { person: paul }, { callId, device });
const paulRings: Verb = async (deps, callId) =>
  (await ringCall(deps, { person: paul }, { callId, device: 'pauls-phone' })).ring;
const paulDeclines: Verb = async (deps, callId) => declineCall(deps, { person: paul }, { callId });
const doraCancels: Verb = async (deps, callId) => endCall(deps, { person: dora }, { callId });
const timeIsUp: Verb = async (deps, callId) => {
  await settleDue(deps, callId, deps.clock.nowMs() + 1);
  return 'settled';
};

/** A house in which Dora calls Paul already, if she does. */
async function houseWith(isCalling: boolean): Promise<{ house: CallHouse; callId: string }> {
  const house = createCallHouse({
    onWrite: (before, after, happenings) => holdInStep(before, after, happenings, false),
  });
  if (!isCalling) return { house, callId: '' };
  const { call } = await startCall(house.deps, dora, starting({ conversationId: TOGETHER, device: 'doras-desk' }));
  // The last moment of the ring; Dora is still there.
  house.clock.ms += RING_TIMEOUT_MS - 1;
  house.memory.renew([call.initiatorId], house.clock.ms + CALL_LEASE_MS);
  return { house, callId: call.id };
}

/** Carries out use-cases in every order of their operations, one house for each order. @returns how many orders there are. */
async function inEveryOrder(
  verbs: readonly Verb[],
  isCalling: boolean,
  check: (house: CallHouse, outcomes: readonly Outcome[]) => void,
): Promise<number> {
  let orders = 0;
  let choices: Array<{ taken: number; of: number }> = [];
  do {
    const { house, callId } = await houseWith(isCalling);
    const outcomes: Outcome[] = [];
    const all = await Promise.all(
      verbs.map(async (verb, at) =>
        begin(house, async (deps) => verb(deps, callId), {
          onDone: (result, error) => void (outcomes[at] = result ?? (error as { code?: string } | null)?.code ?? false),
        }),
      ),
    );
    let at = 0;
    for (let waiting = stillWaiting(all); waiting.length > 0; waiting = stillWaiting(all)) {
      const choice = (choices[at] ??= { taken: 0, of: waiting.length });
      at += 1;
      await waiting[choice.taken]?.goOn();
    }
    check(house, outcomes);
    orders += 1;
    expect(orders).toBeLessThan(MOST_ORDERS);
    while (choices.length > 0 && (choices.at(-1)?.taken ?? 0) + 1 === choices.at(-1)?.of) choices.pop();
    choices = choices.map((choice, place) =>
      place === choices.length - 1 ? { ...choice, taken: choice.taken + 1 } : choice,
    );
  } while (choices.length > 0);
  return orders;
}

const stillWaiting = (all: readonly Running[]): Running[] => all.filter((one) => one.isWaiting());
const only = (house: CallHouse) => {
  expect(house.memory.states.size).toBe(1);
  return [...house.memory.states.values()][0];
};
const isCall = (outcome: Outcome | undefined): outcome is Call => typeof outcome === 'object';

describe('In every order of their operations', () => {
  it('CALL-1: two people who call each other at once are in one call, and it is answered', async () => {
    const orders = await inEveryOrder([doraStarts, paulStarts], false, (house, outcomes) => {
      const call = only(house);
      expect(call).toMatchObject({ status: 'active' });
      expect(outcomes.map((outcome) => isCall(outcome) && outcome.id)).toEqual([call?.id, call?.id]);
    });
    expect(orders).toBeGreaterThan(10);
  });

  it('CALL-2: of three devices that answer at once one takes part, and the others are told conflict', async () => {
    const devices = ['pauls-phone', 'pauls-desk', 'pauls-tablet'];
    const orders = await inEveryOrder(devices.map(paulAnswersOn), true, (house, outcomes) => {
      const winner = devices.findIndex((_, at) => isCall(outcomes[at]));
      expect(outcomes.filter(isCall)).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(2);
      expect(only(house)?.parties[1]).toMatchObject({ state: 'joined', device: devices[winner] });
    });
    expect(orders).toBeGreaterThan(50);
  });

  it('CALL-12: of an answer, a cancel and a refusal that cross, one outcome stands and everybody hears that one', async () => {
    const seen = new Set<string | null | undefined>();
    await inEveryOrder([paulAnswersOn('pauls-phone'), doraCancels, paulDeclines], true, (house, outcomes) => {
      const call = only(house);
      seen.add(call?.endReason);
      expect(call?.status).toBe('ended');
      const [answer, cancel, refusal] = outcomes;
      // Who answers first is in a call that the other ends; who comes after the end is refused.
      expect(isCall(answer) ? call?.endReason : answer).toBe(isCall(answer) ? 'completed' : 'conflict');
      expect([cancel, refusal].filter(isCall)).toHaveLength(1);
    });
    expect(seen).toEqual(new Set(['completed', 'cancelled', 'declined']));
  });

  it('CALL-3: a device that asks while the call is cancelled rings only if the cancel came later', async () => {
    const answers = new Set<Outcome | undefined>();
    await inEveryOrder([paulRings, doraCancels], true, (house, [rings, cancel]) => {
      answers.add(rings);
      expect(isCall(cancel) && cancel.endReason).toBe('cancelled');
      // It was heard before the end if it rings: the end that follows is what stops it.
      const rang = only(house)?.version === 3;
      expect(rings).toBe(rang);
    });
    expect(answers).toEqual(new Set([true, false]));
  });

  it('CALL-4: an answer that crosses the end of the ring is either in time or told conflict', async () => {
    const seen = new Set<string | null | undefined>();
    await inEveryOrder([paulAnswersOn('pauls-phone'), timeIsUp], true, (house, [answer]) => {
      const call = only(house);
      seen.add(call?.endReason);
      expect(call?.endReason).toBe(isCall(answer) ? null : 'missed');
      expect(isCall(answer) || answer === 'conflict').toBe(true);
    });
    expect(seen).toEqual(new Set([null, 'missed']));
  });

  it('CALL-4: a service that is killed at any moment of an answer leaves a call that answers or ends by itself', async () => {
    for (let operations = 0; operations < 4; operations++) {
      for (const isHeard of [true, false]) {
        const { house, callId } = await houseWith(true);
        const killed = await begin(house, async (deps) => paulAnswersOn('pauls-phone')(deps, callId));
        for (let done = 0; done < operations; done++) await killed.goOn();
        await (isHeard ? killed.die() : killed.dieAfter());
        const again = await paulAnswersOn('pauls-phone')(house.deps, callId);
        expect(isCall(again) && again.status).toBe('active');
        house.clock.ms += RING_TIMEOUT_MS;
        await settleDue(house.deps, callId, house.clock.ms);
        expect(only(house)).toMatchObject({ status: 'ended', endReason: 'failed' });
      }
    }
  });
});
