import { randomUUID } from 'node:crypto';
import type { Person } from '@causerie/contracts';
import type { CallHappening, Calls, CallState, Party } from '@causerie/core';

/** Calls under test, and people to call. */
export interface CallStage {
  calls: Calls;
  /** Two new people and the id of their conversation. */
  pair(): Promise<CallPair>;
}

/** A professional, a client, and where they talk. */
export interface CallPair {
  professional: Person;
  client: Person;
  conversationId: string;
}

/** When the calls of tests begin, if nothing else is said. */
export const START_MS = Date.UTC(2026, 0, 5, 9);
/** What is written down beside a call where a test does not look at it. */
export const NOTHING: readonly CallHappening[] = [];

/** A part in a call: of a person, or without one of a guest. */
export function partyOf(person: Person | null, fields: Partial<Party> = {}): Party {
  return {
    id: randomUUID(),
    person,
    guestName: person === null ? 'Paul' : null,
    role: person?.side ?? 'guest',
    state: 'invited',
    ringUntilMs: null,
    device: null,
    media: { audio: true, video: true, screen: false },
    leaseUntilMs: null,
    admittedById: null,
    joinedAtMs: null,
    leftAtMs: null,
    ...fields,
  };
}

/** A call of these parties, begun by the first. */
export function callOf(
  conversationId: string | null,
  parties: readonly [Party, ...Party[]],
  fields: Partial<CallState> = {},
): CallState {
  return {
    id: randomUUID(),
    conversationId,
    kind: 'video',
    mode: 'ring',
    topology: 'mesh',
    status: 'pending',
    endReason: null,
    title: null,
    initiatorId: parties[0].id,
    hostId: parties[0].id,
    code: randomUUID(),
    parties,
    version: 1,
    createdAtMs: START_MS,
    answeredAtMs: null,
    endedAtMs: null,
    expiresAtMs: START_MS + 12 * 60 * 60_000,
    emptySinceMs: null,
    ...fields,
  };
}

/** A call that the professional began and the client has not answered. */
export function ringing(
  { professional, client, conversationId }: CallPair,
  fields: Partial<CallState> = {},
): CallState {
  const caller = partyOf(professional, {
    state: 'joined',
    device: 'laptop-1',
    leaseUntilMs: START_MS + 30_000,
    joinedAtMs: START_MS,
  });
  return callOf(conversationId, [caller, partyOf(client, { ringUntilMs: START_MS + 45_000 })], fields);
}

/** The next version of a call. */
export function next(state: CallState, fields: Partial<CallState> = {}): CallState {
  return { ...state, ...fields, version: state.version + 1 };
}

/** The next version, in which one of the parties changed; `place` counts from 0. */
export function withParty(state: CallState, place: number, fields: Partial<Party>): CallState {
  return next(state, { parties: state.parties.map((one, at) => (at === place ? { ...one, ...fields } : one)) });
}

/** The next version, which is the last. */
export function ended(state: CallState, fields: Partial<CallState> = {}): CallState {
  return next(state, { status: 'ended', endReason: 'completed', endedAtMs: state.createdAtMs + 60_000, ...fields });
}

/** Keeps a call that must be new. */
export async function created(calls: Calls, state: CallState): Promise<CallState> {
  const result = await calls.create(state, NOTHING);
  if (result === 'busy' || !result.created) throw new Error('The call was not created');
  return result.state;
}

/** Keeps a step that nobody else made before, and gives it back. */
export async function saved(calls: Calls, state: CallState): Promise<CallState> {
  const result = await calls.save(state, state.version - 1, NOTHING);
  if (result !== 'saved') throw new Error(`The call was not saved: ${result}`);
  return state;
}
