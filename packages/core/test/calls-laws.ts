import type { Announcement, Call } from '@causerie/contracts';
import type { CallHappening, CallState, Party } from '../src/index.ts';

/*
 * What must be true of every call that was ever kept, of every step from one to the next, and of everything that was told. Written apart from
 * the machine, so that the machine can break it.
 */

const SEATS = { mesh: 4, sfu: 12 } as const;

/** A law was broken. */
export class Broken extends Error {}

/** @throws Broken unless it holds. */
export function hold(law: string, holds: boolean): void {
  if (!holds) throw new Broken(law);
}

/** Laws of one state. */
export function holdInState(state: CallState): void {
  const { parties, status, mode } = state;
  for (const party of parties) holdInParty(party);
  const joined = parties.filter((party) => party.state === 'joined');
  const isOver = status === 'ended';
  hold('nobody is in a call twice', areDistinct(parties.map(({ id }) => id)));
  hold('CALL-2: a person has one part', areDistinct(parties.flatMap(({ person }) => person?.id ?? [])));
  hold('CALL-2: a device takes part for one person', areDistinct(joined.flatMap(({ device }) => device ?? [])));
  hold('CALL-12: a call that ended has one reason and one end', isOver === (state.endReason !== null));
  hold('CALL-12: a call that ended has one reason and one end', isOver === (state.endedAtMs !== null));
  hold('an empty room is empty since a moment', (state.emptySinceMs !== null) === (!isOver && joined.length === 0));
  hold('there are as many as there are seats', joined.length <= SEATS[state.topology]);
  if (isOver) {
    hold(
      'CALL-12: nobody takes part, rings or waits after the end',
      parties.every((party) => isPast(party.state)),
    );
    return;
  }
  hold('a call is active while two are in it', (status === 'active') === joined.length >= 2);
  hold('an active call was answered', status !== 'active' || state.answeredAtMs !== null);
  if (mode === 'room') return;
  hold('a ring has two people', parties.length === 2);
  hold('a ring lives while its caller is there', parties[0]?.state === 'joined');
  hold('an answered ring lives while both are there', state.answeredAtMs === null || joined.length === 2);
}

function holdInParty({ state, person, device, ringUntilMs, leaseUntilMs, admittedById, role }: Party): void {
  hold('CALL-6: who takes part, and nobody else, has a lease', (state === 'joined') === (leaseUntilMs !== null));
  hold('CALL-2: only who takes part has a device', device === null || state === 'joined');
  hold('CALL-3: only who is called has a ring', ringUntilMs === null || state === 'invited' || state === 'ringing');
  hold('CALL-3: what rings has an end', state !== 'ringing' || ringUntilMs !== null);
  hold('guests have no account', (role === 'guest') === (person === null));
  hold(
    'CALL-8: a guest takes part after being let in',
    role !== 'guest' || state !== 'joined' || admittedById !== null,
  );
}

/** Laws of one step; `mayTakeOver`: whoever asked for it said that it takes over. */
export function holdInStep(
  before: CallState | null,
  after: CallState,
  happenings: readonly CallHappening[],
  mayTakeOver: boolean,
): void {
  holdInState(after);
  hold('a step says what happened', happenings.length > 0);
  hold(
    'the end is told once',
    happenings.filter(({ kind }) => kind === 'ended').length === Number(after.status === 'ended'),
  );
  if (before === null) {
    hold('versions begin at 1', after.version === 1);
    return;
  }
  hold('CALL-12: what ended never changes', before.status !== 'ended');
  hold('versions grow by one', after.version === before.version + 1);
  hold('an answer is never taken back', before.answeredAtMs === null || before.answeredAtMs === after.answeredAtMs);
  hold(
    'nobody is forgotten',
    before.parties.every(({ id }) => after.parties.some((party) => party.id === id)),
  );
  for (const party of after.parties) {
    const earlier = before.parties.find(({ id }) => id === party.id);
    if (earlier !== undefined) holdInPart(earlier, party, mayTakeOver);
  }
}

function holdInPart(earlier: Party, later: Party, mayTakeOver: boolean): void {
  hold('who was sent away stays away', earlier.state !== 'removed' || later.state === 'removed');
  hold('CALL-8: who waits does not just walk in', earlier.state !== 'waiting' || later.state !== 'joined');
  const hasGivenUp = earlier.state === 'left' && earlier.joinedAtMs === null;
  hold('CALL-8: who gave up waiting does not walk in either', !hasGivenUp || later.state !== 'joined');
  const hasMoved = earlier.state === 'joined' && later.state === 'joined' && earlier.device !== later.device;
  hold('CALL-2: the first device keeps the part', !hasMoved || earlier.device === null || mayTakeOver);
}

/** Laws of what is told at a moment. `isGuest` by the id under which somebody hears. */
export function holdInAnnouncement(
  { audience, event }: Announcement,
  nowMs: number,
  isGuest: (id: string) => boolean,
): void {
  if (event.type !== 'call.created' && event.type !== 'call.updated' && event.type !== 'call.incoming') return;
  const { call } = event;
  for (const listener of audience) {
    const mine = call.participants.find(({ id, person }) => id === listener || person?.id === listener);
    hold('only who is in a call hears of it', mine !== undefined);
    if (event.type === 'call.incoming') {
      const until = mine?.ringUntil ?? null;
      hold(
        'CALL-3: nobody is called after the end',
        call.status !== 'ended' && until !== null && Date.parse(until) > nowMs,
      );
    }
    if (isGuest(listener)) holdForGuest(call);
    const isOutside = mine?.state === 'waiting' || (mine?.state === 'left' && mine.joinedAt === null);
    if (isOutside)
      hold('CALL-8: who waits, or waited in vain, sees nobody but the host', call.participants.length <= 2);
  }
}

function holdForGuest(call: Call): void {
  hold(
    'CALL-8: guests learn who nobody is',
    call.participants.every(({ person }) => person === null),
  );
  hold('CALL-9: guests are not told the code', call.code === null);
}

function isPast(state: Party['state']): boolean {
  return state === 'left' || state === 'missed' || state === 'declined' || state === 'removed';
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
