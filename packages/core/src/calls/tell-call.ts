import { FORWARDING_AUDIENCE, type Announcement, type Call } from '@causerie/contracts';
import type { Announcer } from '../ports.ts';
import type { CallState, Party } from './state.ts';
import { mayRing } from './transition.ts';
import { viewCall, viewOf } from './view-call.ts';

/** How an audience names somebody: people by their id, guests by their participant. */
export function listenerOf({ person, id }: Party): string {
  return person?.id ?? id;
}

/**
 * What everybody in a call hears of a step: its new state as each may see it, and those whose devices may ring since this step that
 * somebody calls.
 */
export function announcementsOf(before: CallState | null, after: CallState, nowMs: number): Announcement[] {
  const earlier = new Map(before?.parties.map((party) => [party.id, party]));
  const listeners = after.parties.filter((party) => {
    // Who is outside hears when that changes, and that it is over, but not that something happens inside (CALL-8).
    const isInside = viewOf(after, party) !== 'waiting';
    const hasMoved = earlier.get(party.id)?.state !== party.state;
    return isInside || hasMoved || (after.status === 'ended' && party.state !== 'removed');
  });
  const type = before === null ? 'call.created' : 'call.updated';
  const changes = groupsOf(after, listeners).map(({ audience, call }) => ({
    audience,
    event: { type, call } as const,
  }));
  if (after.topology === 'sfu') {
    // The forwarding server sees what the host sees, who is never outside.
    changes.push({ audience: [FORWARDING_AUDIENCE], event: { type, call: viewCall(after, after.hostId) } });
  }
  const ringing = listeners.filter((party) => mayRing(party, nowMs) && !isSameRing(party, earlier.get(party.id)));
  return [...changes, ...incomingFor(after, ringing)];
}

/** That somebody calls, for those of them who have an account: devices of guests do not ring. */
export function incomingFor(state: CallState, parties: readonly Party[]): Announcement[] {
  const people = parties.filter(({ person }) => person !== null);
  return groupsOf(state, people).map(({ audience, call }) => ({ audience, event: { type: 'call.incoming', call } }));
}

/** Tells it. The step is saved by now: a lost announcement makes no verb fail, since clients ask for their calls when they connect. */
export async function tell(announcer: Announcer, announcements: readonly Announcement[]): Promise<void> {
  if (announcements.length > 0) await announcer.announce(announcements).catch(() => undefined);
}

function isSameRing(party: Party, earlier: Party | undefined): boolean {
  return earlier?.ringUntilMs === party.ringUntilMs;
}

/** The call once for each way of seeing it, with those who see it so. */
function groupsOf(state: CallState, parties: readonly Party[]): Array<{ audience: string[]; call: Call }> {
  const groups = new Map<string, { audience: string[]; call: Call }>();
  for (const party of parties) {
    const view = viewOf(state, party);
    // Who waits sees themselves, so no two of them see the same.
    const key = view === 'waiting' ? party.id : view;
    const group = groups.get(key) ?? { audience: [], call: viewCall(state, party.id) };
    group.audience.push(listenerOf(party));
    groups.set(key, group);
  }
  return [...groups.values()];
}
