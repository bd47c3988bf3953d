import type { Conversation } from '@causerie/contracts';
import type { Action } from './action.ts';
import { addChange, addChanges, toldRevision } from './changes.ts';
import { addMessage, addPage, entryFromSnapshot, mergeSnapshot, moveMarker } from './entry.ts';
import { reducePending } from './pending.ts';
import type { ConversationEntry, State } from './state.ts';

/**
 * The next state. Pure: no clock, no ids, no IO. Pushes may come late, twice, in any order or never; followed by a
 * resync they lead to the same state as a fresh snapshot (the property test plants bugs to prove that it would notice).
 */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'identified':
      return state.me?.id === action.person.id ? state : { ...state, me: action.person };
    case 'connection':
      return { ...state, connection: { ...state.connection, ...action.change } };
    case 'ended':
      return { ...state, ended: action.reason };
    case 'opened':
      return { ...state, openConversationId: action.conversationId };
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
      return change(state, action.conversationId, (entry) => addChanges(entry, action.page));
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
    if (action.type === 'page.loaded') return addPage(entry, kind, action.page, myId);
    const loading = action.type === 'page.loading' ? 'loading' : 'failed';
    if (kind === 'after') return entry;
    return kind === 'older' ? { ...entry, loadingOlder: loading } : { ...entry, loadingLatest: loading };
  });
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
