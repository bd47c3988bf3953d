import type { Call, CallParticipant } from '@causerie/contracts';
import type { CallState, Party } from './state.ts';
import { hasGivenUp, partyIn } from './transition.ts';

/** Page of the web app where one joins a call. */
const LINK_PREFIX = '/conference/';

/** As what somebody sees a call; everybody of one kind sees the same, except who waits. */
export type CallView = 'in-charge' | 'person' | 'guest' | 'waiting';

/** As what this participant sees the call. */
export function viewOf({ hostId }: CallState, viewer: Party): CallView {
  const { id, person, role, state } = viewer;
  if (state === 'waiting' || state === 'removed' || hasGivenUp(viewer)) return 'waiting';
  if (person === null) return 'guest';
  return id === hostId || role === 'professional' ? 'in-charge' : 'person';
}

/**
 * A call as one of its participants may see it. Guests do not see the code that lets others ask in; they see names and no
 * people, and nobody else who waits; who waits or waited in vain, or was sent away, sees themselves and the host (CALL-8).
 * @throws AppError `not_found` when the viewer is not in it.
 */
export function viewCall(state: CallState, viewerId: string): Call {
  const viewer = partyIn(state, viewerId);
  const view = viewOf(state, viewer);
  const isRedacted = view === 'waiting';
  return {
    id: state.id,
    conversationId: isRedacted || view === 'guest' ? null : state.conversationId,
    kind: state.kind,
    mode: state.mode,
    topology: state.topology,
    status: state.status,
    endReason: state.endReason,
    title: isRedacted ? null : state.title,
    initiatorId: isRedacted ? state.hostId : state.initiatorId,
    hostId: state.hostId,
    code: view === 'in-charge' || view === 'person' ? state.code : null,
    link: `${LINK_PREFIX}${state.id}`,
    participants: visible(state, viewer, view).map((party) => participantOf(party, view, party.id === viewerId)),
    version: state.version,
    createdAt: instant(state.createdAtMs),
    answeredAt: isRedacted ? null : instantOrNull(state.answeredAtMs),
    endedAt: instantOrNull(state.endedAtMs),
    expiresAt: instant(state.expiresAtMs),
  };
}

function visible({ parties, hostId }: CallState, viewer: Party, view: CallView): Party[] {
  return parties.filter(({ id, state }) => {
    if (id === viewer.id || id === hostId) return true;
    if (view === 'waiting') return false;
    return view !== 'guest' || (state !== 'waiting' && state !== 'removed');
  });
}

function participantOf(party: Party, view: CallView, isViewer: boolean): CallParticipant {
  const hidesPeople = !isViewer && (view === 'guest' || view === 'waiting');
  return {
    id: party.id,
    person: hidesPeople ? null : party.person,
    name: party.person?.name ?? party.guestName ?? '',
    role: party.role,
    state: party.state,
    ringUntil: instantOrNull(party.ringUntilMs),
    device: view === 'waiting' ? null : party.device,
    media: party.media,
    joinedAt: instantOrNull(party.joinedAtMs),
    leftAt: instantOrNull(party.leftAtMs),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms);
}
