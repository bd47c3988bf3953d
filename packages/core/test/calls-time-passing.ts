import { CALL_LEASE_MS } from '@causerie/contracts';
import { nextDueMs, settleDue, type CallState, type Party } from '../src/index.ts';
import type { CallHouse } from './calls-house.ts';
import { hold } from './calls-laws.ts';

/** Doors renew leases, and the sweep finds what is due, at least so often; in milliseconds. */
const BEAT_MS = 10_000;
/** No call stays active without two people for longer (CALL-6), in milliseconds. */
const GHOST_MS = 60_000;

/** Time in a house, and what doors and the sweep do in it by themselves. */
export interface PassingTime {
  pass(ms: number): Promise<void>;
  /** @throws Broken when a call is active although two people have not been there for too long, whatever the call says. */
  watch(): void;
}

/** Lets time pass in a house in which `isServed` tells whose connection a door has. */
export function createPassingTime(house: CallHouse, isServed: (party: Party) => boolean): PassingTime {
  const { clock, memory } = house;
  const lonelySince = new Map<string, number>();
  let beatenAtMs = clock.ms;
  const live = (): CallState[] => [...memory.states.values()].filter(({ status }) => status !== 'ended');
  const present = ({ parties }: CallState): Party[] =>
    parties.filter((party) => party.state === 'joined' && isServed(party));

  const watch = (): void => {
    for (const state of memory.states.values()) {
      const { id, status } = state;
      if (status !== 'active' || present(state).length >= 2) lonelySince.delete(id);
      else if (!lonelySince.has(id)) lonelySince.set(id, clock.ms);
      const sinceMs = lonelySince.get(id) ?? clock.ms;
      hold('CALL-6: no call is active without two people for more than 60 s', clock.ms - sinceMs <= GHOST_MS);
    }
  };
  const beat = async (): Promise<void> => {
    beatenAtMs = clock.ms;
    const served = live().flatMap(present);
    memory.renew(
      served.map(({ id }) => id),
      clock.ms + CALL_LEASE_MS,
    );
    for (const callId of memory.due(clock.ms)) await settleDue(house.deps, callId, clock.ms);
  };
  /** While nobody is served, nothing happens before something is due. */
  const nextBeatMs = (untilMs: number): number => {
    const soonMs = beatenAtMs + BEAT_MS;
    if (live().some((state) => present(state).length > 0)) return Math.min(untilMs, soonMs);
    const dueMs = Math.min(untilMs, ...live().map((state) => nextDueMs(state) ?? untilMs));
    return Math.min(untilMs, Math.max(soonMs, dueMs));
  };
  return {
    watch,
    async pass(ms) {
      const untilMs = clock.ms + ms;
      while (clock.ms < untilMs) {
        clock.ms = nextBeatMs(untilMs);
        watch();
        if (clock.ms - beatenAtMs >= BEAT_MS) await beat();
      }
    },
  };
}
