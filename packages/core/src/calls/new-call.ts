import type { CallKind, CallMode, Person } from '@causerie/contracts';
import type { CallHappening, CallState, CallStep, Party } from './state.ts';
import { ends, joined, newParty, rung } from './transition.ts';

/** A call between two lasts at most so long, in milliseconds. */
const RING_CALL_MAX_MS = 12 * 60 * 60_000;
/** A room without an appointment ends so long after it was made, in milliseconds. */
const ROOM_MAX_MS = 24 * 60 * 60_000;

/** What a new call is made of. `ring` are the people who are rung, the first of them the other one of a conversation. */
export interface NewCall {
  id: string;
  conversationId: string | null;
  kind: CallKind;
  mode: CallMode;
  topology: 'mesh' | 'sfu';
  title: string | null;
  code: string;
  initiator: Person;
  device: string | null;
  ring: readonly Person[];
  /** End of the window of the appointment, for rooms that belong to one. */
  closesAtMs: number | null;
  nextId(): string;
}

/** The first state of a call: who began it takes part, the others are rung. */
export function newCall(input: NewCall, nowMs: number): CallStep {
  const { initiator, device, nextId } = input;
  const party = (person: Person): Party =>
    newParty({ id: nextId(), person, guestName: null, role: person.side }, 'invited');
  const video = input.kind === 'video';
  const first = joined(party(initiator), device, { audio: true, video, screen: false }, nowMs);
  const others = input.ring.map((person) => rung(party(person), nowMs));
  const host = [first, ...others].find(({ role }) => role === 'professional') ?? first;
  const state: CallState = {
    id: input.id,
    conversationId: input.conversationId,
    kind: input.kind,
    mode: input.mode,
    topology: input.topology,
    status: 'pending',
    endReason: null,
    title: input.title,
    initiatorId: first.id,
    hostId: host.id,
    code: input.code,
    parties: [first, ...others],
    version: 1,
    createdAtMs: nowMs,
    answeredAtMs: null,
    endedAtMs: null,
    expiresAtMs: expiryOf(input, nowMs),
    emptySinceMs: null,
  };
  const invited = others.map(({ id }): CallHappening => ({ kind: 'invited', participantId: id }));
  return { state, happenings: [{ kind: 'created', participantId: first.id }, ...invited] };
}

/** A call to somebody who takes part elsewhere: over at once, for the history of both, and nobody rings. */
export function busyCall(input: NewCall, nowMs: number): CallStep {
  const { state, happenings } = newCall(input, nowMs);
  const over = ends(state, 'busy', nowMs, happenings);
  return { ...over, state: { ...over.state, version: state.version } };
}

function expiryOf({ mode, closesAtMs }: NewCall, nowMs: number): number {
  if (mode === 'ring') return nowMs + RING_CALL_MAX_MS;
  // A professional who opens the room after its window needs it for a while all the same.
  return closesAtMs !== null && closesAtMs > nowMs ? closesAtMs : nowMs + ROOM_MAX_MS;
}
