import { AppError, type Person } from '@causerie/contracts';
import type { Announcer, Clock, Ids } from '../ports.ts';
import type { Calls, CallTimers } from './ports.ts';
import type { CallState, Party } from './state.ts';

/** Who acts in a call: a person by their token, or a guest whose token names the one call and participant it is for. */
export type Caller = { person: Person } | { guest: { callId: string; participantId: string } };

/** What the verbs of calls need; each picks from it. */
export interface CallDeps {
  calls: Calls;
  timers: CallTimers;
  announcer: Announcer;
  clock: Clock;
  ids: Ids;
}

/**
 * The caller's part in a call. A stranger's call, an unknown one and one from which the caller was sent away are the same.
 * @throws AppError `not_found`.
 */
export function partOf(state: CallState, caller: Caller): Party {
  const party = state.parties.find((one) =>
    'person' in caller
      ? one.person?.id === caller.person.id
      : one.id === caller.guest.participantId && one.person === null && state.id === caller.guest.callId,
  );
  if (party === undefined || party.state === 'removed') throw new AppError('not_found');
  return party;
}
