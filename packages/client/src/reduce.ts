import type { Conversation } from '@causerie/contracts';
import type { Action } from './action.ts';
import { addChange, addChanges, toldRevision } from './changes.ts';
import { addMessage, addPage, entryFromSnapshot, mergeSnapshot, moveMarker } from './entry.ts';
import { keepNewest, keepWithin } from './forget.ts';
import { type Limits, LIMITS } from './limits.ts';
import { addLoaded, reducePending } from './pending.ts';
import { type ConversationEntry, initialState, type State } from './state.ts';

/**
 * The next state. Pure: no clock, no ids, no IO. Pushes may come late, twice, in any order or never; followed by a
 * resync they lead to the same state as a fresh snapshot (the property test plants bugs to prove that it would notice).
 */
export function reduce(state: State, action: Action, limits: Limits = LIMITS): State {
  if (action.type === 'opened') return opened(state, action.conversationId, limits);
  if (action.type === 'shown') return shown(state, action, limits);
  return within(step(state, action), action, limits);
}

function step(state: State, action: Exclude<Action, { type: 'opened' | 'shown' }>): State {
  switch (action.type) {
    case 'identified':
      if (state.me?.id === action.person.id) return state;
      return { ...(state.me === null ? state : reduce(state, { type: 'left' })), me: action.person };
    case 'left':
      // Nothing of one person is shown to, or sent by, the next.
      return { ...initialState, connection: state.connection };
    case 'outbox':
      return { ...state, outbox: action.outbox };
    case 'pending.loaded':
      return change(state, action.conversationId, (entry, myId) => addLoaded(entry, action.pending, myId));
    case 'connection':
      return { ...state, connection: { ...state.connection, ...action.change } };
    case 'ended':
      return { ...state, ended: action.reason };
    case 'list.loading':
      return { ...state, list: { ...state.list, loading: 'loading', failure: null } };
    case 'list.failed':
      return { ...state, list: { ...state.list, loading: 'failed', failure: action.failure } };
    case 'list.loaded':
      return listLoaded(state, action);
    case 'snapshot':
      return withSnapshots(state, [action.conversation], action.fetched);
    case 'gone':
      return without(state, action.conversationId);
    case 'tops':
      return topsTold(state, action.tops);
    case 'message':
      return messageArrived(state, action);
    case 'changed':
      return change(state, action.message.conversationId, (entry) => addChange(entry, action.message));
    case 'changes.loaded':
      return change(state, action.conversationId, (entry) => addChanges(entry, action.after, action.page));
    case 'marker':
      if (state.conversations[action.conversationId] === undefined)
        return heardOf(state, action.conversationId, action.upToSeq);
      return change(state, action.conversationId, (entry, myId) => moveMarker(entry, action, myId));
    case 'typing':
      return typingTold(state, action);
    case 'typing.expired':
      return typingExpired(state, action.nowMs);
    case 'presence':
      return presenceTold(state, action.people);
    case 'page.loading':
    case 'page.loaded':
    case 'page.failed':
      return pageChanged(state, action);
    default:
      return change(state, action.conversationId, (entry) => reducePending(entry, action));
  }
}

/** Replaces one entry, or leaves the state as it is when the conversation is unknown or nothing changed. */
function change(
  state: State,
  conversationId: string,
  by: (entry: ConversationEntry, myId: string) => ConversationEntry,
): State {
  const entry = state.conversations[conversationId];
  if (entry === undefined || state.me === null) return state;
  const next = by(entry, state.me.id);
  return next === entry ? state : { ...state, conversations: { ...state.conversations, [conversationId]: next } };
}

function withSnapshots(state: State, snapshots: readonly Conversation[], fetched: boolean): State {
  const myId = state.me?.id;
  if (myId === undefined || snapshots.length === 0) return state;
  const conversations = { ...state.conversations };
  let { unknown } = state;
  for (const snapshot of snapshots) {
    const { id } = snapshot;
    const known = conversations[id];
    const entry = known === undefined ? entryFromSnapshot(snapshot, myId) : mergeSnapshot(known, snapshot, myId);
    conversations[id] = { ...entry, topSeq: Math.max(entry.topSeq, unknown[id] ?? 0) };
    if (fetched && unknown[id] !== undefined) unknown = omit(unknown, id);
  }
  return { ...state, conversations, unknown };
}

function omit<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _left, ...others } = record;
  return others;
}

function listLoaded(state: State, { page, more }: Extract<Action, { type: 'list.loaded' }>): State {
  // A first page read again after a reconnection must not forget the pages that were scrolled to before.
  const nextCursor = more || !state.list.loaded ? page.nextCursor : state.list.nextCursor;
  return {
    ...withSnapshots(state, page.items, true),
    list: { loading: 'idle', loaded: true, nextCursor, failure: null },
  };
}

function without(state: State, conversationId: string): State {
  return {
    ...state,
    conversations: omit(state.conversations, conversationId),
    shown: omit(state.shown, conversationId),
    unknown: omit(state.unknown, conversationId),
    openConversationId: state.openConversationId === conversationId ? null : state.openConversationId,
  };
}

function topsTold(state: State, tops: Extract<Action, { type: 'tops' }>['tops']): State {
  let next = state;
  for (const { conversationId, lastSeq, revision } of tops) {
    if (state.conversations[conversationId] === undefined) {
      // While the list has further pages, most unknown conversations are simply on them.
      if (state.list.loaded && state.list.nextCursor === null) next = heardOf(next, conversationId, lastSeq);
    } else {
      next = change(next, conversationId, (entry) => {
        const told = toldRevision(entry, revision);
        return lastSeq > told.topSeq ? { ...told, topSeq: lastSeq } : told;
      });
    }
  }
  return next;
}

function heardOf(state: State, conversationId: string, seq: number): State {
  const known = state.unknown[conversationId] ?? -1;
  return seq > known ? { ...state, unknown: { ...state.unknown, [conversationId]: seq } } : state;
}

function messageArrived(state: State, { message }: Extract<Action, { type: 'message' }>): State {
  const { conversationId, author, seq } = message;
  if (state.conversations[conversationId] === undefined) return heardOf(state, conversationId, seq);
  const next = change(state, conversationId, (entry, myId) => addMessage(entry, message, myId));
  return author === null ? next : withoutTyping(next, conversationId, author.id);
}

function pageChanged(state: State, action: Extract<Action, { conversationId: string; kind: string }>): State {
  const { kind } = action;
  return change(state, action.conversationId, (entry, myId) => {
    if (action.type === 'page.loaded') return addPage(entry, action, myId);
    if (kind !== 'latest') return entry;
    return { ...entry, loadingLatest: action.type === 'page.loading' ? 'loading' : 'failed' };
  });
}

/** Another thread is opened: of the one that was, only the newest messages stay. */
function opened(state: State, conversationId: string | null, limits: Limits): State {
  const left = state.openConversationId;
  if (left === conversationId) return state;
  const after = { ...state, openConversationId: conversationId };
  if (left === null) return after;
  return change({ ...after, shown: omit(state.shown, left) }, left, (entry) => keepNewest(entry, limits.newest));
}

/** Notes what is looked at, in steps: scrolling by a line is no change. */
function shown(state: State, action: Extract<Action, { type: 'shown' }>, limits: Limits): State {
  const { conversationId } = action;
  const stride = Math.max(1, Math.floor(limits.page / 4));
  const toSeq = Math.ceil(action.toSeq / stride) * stride;
  const highest = Math.max(action.fromSeq, action.toSeq - limits.shown + 1, 1);
  const fromSeq = Math.floor((highest - 1) / stride) * stride + 1;
  const before = state.shown[conversationId];
  if (before?.fromSeq === fromSeq && before.toSeq === toSeq) return state;
  return { ...state, shown: { ...state.shown, [conversationId]: { fromSeq, toSeq } } };
}

/** Forgets what an action brought too much of. */
function within(state: State, action: Action, limits: Limits): State {
  const conversationId = 'message' in action ? action.message.conversationId : conversationIdOf(action);
  if (conversationId === null) return state;
  return change(state, conversationId, (entry) => keepWithin(entry, state.shown[conversationId], limits));
}

function conversationIdOf(action: Action): string | null {
  return 'conversationId' in action ? action.conversationId : null;
}

function presenceTold(state: State, people: Extract<Action, { type: 'presence' }>['people']): State {
  const told = Object.fromEntries(people.map(({ id, online, lastSeenAt }) => [id, { online, lastSeenAt }]));
  return { ...state, presence: { ...state.presence, ...told } };
}

function typingTold(state: State, action: Extract<Action, { type: 'typing' }>): State {
  const { conversationId, personId } = action;
  if (!action.active) return withoutTyping(state, conversationId, personId);
  if (personId === state.me?.id) return state;
  const people = { ...state.typing[conversationId], [personId]: action.untilMs };
  return { ...state, typing: { ...state.typing, [conversationId]: people } };
}

function withoutTyping(state: State, conversationId: string, personId: string): State {
  const people = state.typing[conversationId];
  if (people?.[personId] === undefined) return state;
  return { ...state, typing: { ...state.typing, [conversationId]: omit(people, personId) } };
}

function typingExpired(state: State, nowMs: number): State {
  let next = state;
  for (const [conversationId, people] of Object.entries(state.typing)) {
    for (const [personId, untilMs] of Object.entries(people)) {
      if (untilMs <= nowMs) next = withoutTyping(next, conversationId, personId);
    }
  }
  return next;
}
