import { CALL_LEASE_RENEWAL_MS } from '@causerie/contracts';
import type { CallState, Calls, Clock } from '@causerie/core';

/** A door's renewal may be on its way for so long after it was due, in milliseconds. */
const ON_ITS_WAY_MS = 3000;

/** Keeps people from being declared lost while nobody could say that they are there. */
export interface LeaseGrace {
  /** The database was away just now: doors get the time of one renewal once it is back. */
  away(): void;
  /** The same calls, in which no lease is over before the grace is. */
  over<C extends Pick<Calls, 'find'>>(calls: C): C;
}

/** Begins with a grace: when every replica of this service was away, the connections that it served come back first. */
export function createLeaseGrace(clock: Clock): LeaseGrace {
  let untilMs = 0;
  const begin = (): void => {
    untilMs = clock.nowMs() + CALL_LEASE_RENEWAL_MS + ON_ITS_WAY_MS;
  };
  begin();

  const prolonged = (state: CallState): CallState => ({
    ...state,
    parties: state.parties.map((party) =>
      party.leaseUntilMs === null ? party : { ...party, leaseUntilMs: Math.max(party.leaseUntilMs, untilMs) },
    ),
  });
  return {
    away: begin,
    over(calls) {
      return {
        ...calls,
        async find(callId: string) {
          const state = await calls.find(callId);
          return state === null || clock.nowMs() >= untilMs ? state : prolonged(state);
        },
      };
    },
  };
}
