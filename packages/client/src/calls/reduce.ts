import type { Call } from '@causerie/contracts';
import type { Ladder } from './ladder.ts';
import { topOfLadder } from './ladder.ts';
import { type MediaState, nothingOpen } from './media-state.ts';
import type { LinkView } from './link.ts';
import type { LineQuality } from './quality.ts';
import type { CallsState, LinkState, OverReason, OwnCall } from './state.ts';

/** Everything that may change what is known of calls. */
export type CallAction =
  | { type: 'signaling'; ready: boolean }
  | { type: 'call'; call: Call }
  /** All my calls; `known` are those that were held when they were asked for. */
  | { type: 'synced'; calls: readonly Call[]; known: readonly string[] }
  | { type: 'ring'; callId: string; untilMs: number | null }
  | { type: 'own.began'; callId: string }
  | { type: 'own.over'; callId: string; reason: OverReason }
  | { type: 'own.media'; media: MediaState }
  | { type: 'own.link'; id: string; view: LinkView | null }
  | { type: 'own.measured'; ladder: Ladder; lines: Readonly<Record<string, { quality: LineQuality; score: number }>> }
  | { type: 'own.setUp'; setupMs: number };

/**
 * The next state. Pure. Snapshots may come late, twice and in any order: the highest version of a call wins, and one that
 * ended never comes back (CALL-12).
 */
export function reduceCalls(state: CallsState, action: CallAction): CallsState {
  switch (action.type) {
    case 'signaling':
      return state.signaling === action.ready ? state : { ...state, signaling: action.ready };
    case 'call':
      return heard(state, action.call);
    case 'synced':
      return synced(state, action);
    case 'ring':
      return rung(state, action);
    case 'own.began':
      return { ...state, own: beginning(action.callId), over: null };
    case 'own.over':
      return over(state, action.callId, action.reason);
    default:
      return state.own === null ? state : { ...state, own: reduceOwn(state.own, action) };
  }
}

function beginning(callId: string): OwnCall {
  return { callId, media: nothingOpen, links: {}, ladder: topOfLadder, setupMs: null };
}

function heard(state: CallsState, call: Call): CallsState {
  const known = state.calls[call.id]?.version ?? state.forgotten[call.id] ?? 0;
  if (call.version <= known) return state;
  if (call.status !== 'ended') return { ...state, calls: { ...state.calls, [call.id]: call } };
  const ended = over(state, call.id, call.endReason ?? 'completed', call);
  // Above every version: an ended call changes no more.
  return { ...forget(ended, call.id, Number.POSITIVE_INFINITY), lastEnded: call };
}

function synced(state: CallsState, { calls, known }: Extract<CallAction, { type: 'synced' }>): CallsState {
  const live = new Set(calls.map(({ id }) => id));
  let next = state;
  for (const id of known) {
    const held = next.calls[id];
    if (!live.has(id) && held !== undefined) next = forget(over(next, id, 'gone', held), id, held.version);
  }
  for (const call of calls) next = heard(next, call);
  return next;
}

function rung(state: CallsState, { callId, untilMs }: Extract<CallAction, { type: 'ring' }>): CallsState {
  if (untilMs === null)
    return state.rings[callId] === undefined ? state : { ...state, rings: without(state.rings, callId) };
  return state.calls[callId] === undefined ? state : { ...state, rings: { ...state.rings, [callId]: untilMs } };
}

function over(state: CallsState, callId: string, reason: OverReason, last?: Call): CallsState {
  if (state.own?.callId !== callId) return state;
  return { ...state, own: null, over: { callId, reason, call: last ?? state.calls[callId] ?? null } };
}

function forget(state: CallsState, id: string, version: number): CallsState {
  return {
    ...state,
    calls: without(state.calls, id),
    rings: without(state.rings, id),
    forgotten: { ...state.forgotten, [id]: version },
  };
}

function reduceOwn(own: OwnCall, action: Extract<CallAction, { type: `own.${string}` }>): OwnCall {
  switch (action.type) {
    case 'own.media':
      return { ...own, media: action.media };
    case 'own.link': {
      if (action.view === null) return { ...own, links: without(own.links, action.id) };
      const { quality, score } = own.links[action.id] ?? { quality: null, score: null };
      return { ...own, links: { ...own.links, [action.id]: { ...action.view, quality, score } } };
    }
    case 'own.measured':
      return { ...own, ladder: action.ladder, links: measured(own.links, action.lines) };
    case 'own.setUp':
      return own.setupMs === null ? { ...own, setupMs: action.setupMs } : own;
    default:
      return own;
  }
}

function measured(
  links: OwnCall['links'],
  lines: Extract<CallAction, { type: 'own.measured' }>['lines'],
): Record<string, LinkState> {
  return Object.fromEntries(Object.entries(links).map(([id, link]) => [id, { ...link, ...lines[id] }]));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (!Object.hasOwn(record, key)) return record;
  const { [key]: _left, ...others } = record;
  return others;
}
