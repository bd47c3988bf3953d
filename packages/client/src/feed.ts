import type { Conversation, Message, Notification, Person } from '@causerie/contracts';
import type { Action } from './action.ts';
import type { ConnectionState, State } from './state.ts';
import type { Store } from './store.ts';

/** What may be listened to, for hosts that want to hear of things rather than look at the state. */
export interface FeedEvents {
  /** A message that was not there before, each once and whichever way it came; `mine` when I wrote it, on any of my devices. */
  message: { message: Message; mine: boolean };
  /** A message was edited, reacted to or deleted, or a file of it was examined. */
  'message.changed': { message: Message };
  /** A conversation is new to this device, or something about it moved: status, subject, people, last message, unread. */
  conversation: { conversationId: string; created: boolean };
  'conversation.removed': { conversationId: string };
  /** Somebody else types, or stopped. */
  typing: { conversationId: string; person: Person; active: boolean };
  presence: { personId: string; online: boolean; lastSeenAt: string | null };
  /** Somebody received or read everything up to `upToSeq`. */
  receipt: { kind: 'read' | 'delivered'; conversationId: string; personId: string; upToSeq: number };
  connection: ConnectionState;
  notification: Notification;
}

/** Listens to one kind of event; returns how to stop. */
export type Listen = <Name extends keyof FeedEvents>(
  name: Name,
  listener: (event: FeedEvents[Name]) => void,
) => () => void;

/** What is told from the state; notifications are told by their own part. */
type ToldName = Exclude<keyof FeedEvents, 'notification'>;

/** Above this many messages out of their order, the oldest holes are given up: nothing below them is told any more. */
const HOLES_MAX = 1000;

/** The store, with everything that happens to it told to listeners after it happened. */
export function createFeed(store: Store): { store: Store; listen: Listen } {
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const heard = new Map<string, Heard>();

  function tell<Name extends ToldName>(name: Name, event: FeedEvents[Name]): void {
    for (const listener of listeners.get(name) ?? []) {
      try {
        listener(event);
      } catch (error) {
        // A host's mistake is the host's to see, and must not keep the state from anybody else.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  function tellMessages(action: Action, before: State, after: State): void {
    for (const snapshot of snapshotsOf(action)) {
      const { id, lastSeq } = snapshot;
      if (before.conversations[id] !== undefined || heard.has(id)) continue;
      heard.set(id, { upTo: isNews(id, action, before) ? lastSeq - 1 : lastSeq, beyond: new Set() });
    }
    for (const message of messagesOf(action)) {
      const { conversationId: id, seq } = message;
      const known = heard.get(id) ?? { upTo: seq - 1, beyond: new Set() };
      heard.set(id, known);
      if (hear(known, seq)) tell('message', { message, mine: message.author?.id === after.me?.id });
    }
  }

  return {
    listen(name, listener) {
      const those = listeners.get(name) ?? new Set();
      listeners.set(name, those);
      const own = (event: unknown) => (listener as (event: unknown) => void)(event);
      those.add(own);
      return () => void those.delete(own);
    },
    store: {
      ...store,
      dispatch(action) {
        const before = store.getSnapshot();
        store.dispatch(action);
        const after = store.getSnapshot();
        tellMessages(action, before, after);
        tellConversations(action, before, after, tell);
        tellRest(action, before, after, tell);
      },
    },
  };
}

/** Which messages of a conversation were told: all up to `upTo`, and those `beyond` it. */
interface Heard {
  upTo: number;
  beyond: Set<number>;
}

/** Notes a message; false when it was told before. */
function hear(heard: Heard, seq: number): boolean {
  if (seq <= heard.upTo || heard.beyond.has(seq)) return false;
  heard.beyond.add(seq);
  if (heard.beyond.size > HOLES_MAX) heard.upTo = Math.min(...heard.beyond);
  while (heard.beyond.delete(heard.upTo + 1)) heard.upTo += 1;
  return true;
}

function snapshotsOf(action: Action): readonly Conversation[] {
  if (action.type === 'snapshot') return [action.conversation];
  return action.type === 'list.loaded' ? action.page.items : [];
}

/** Whether the last message of a conversation that was not known is new, too, and not just further down the list. */
function isNews(conversationId: string, action: Action, before: State): boolean {
  const isReadAgain = action.type === 'list.loaded' && !action.more && before.list.loaded;
  return isReadAgain || before.unknown[conversationId] !== undefined;
}

/** The messages that an action may bring for the first time. */
function messagesOf(action: Action): readonly Message[] {
  if (action.type === 'message') return [action.message];
  if (action.type === 'page.loaded') return action.page.items;
  return snapshotsOf(action).flatMap(({ lastMessage }) => lastMessage ?? []);
}

type Tell = <Name extends ToldName>(name: Name, event: FeedEvents[Name]) => void;

/** Tells which conversations came, moved or went, by comparing what the action may have touched. */
function tellConversations(action: Action, before: State, after: State, tell: Tell): void {
  if (before.conversations === after.conversations) return;
  for (const conversationId of touched(action)) {
    const [old, now] = [before.conversations[conversationId], after.conversations[conversationId]];
    if (old === now) continue;
    if (now === undefined) tell('conversation.removed', { conversationId });
    else if (old === undefined) tell('conversation', { conversationId, created: true });
    else {
      const moved =
        old.updatedAt !== now.updatedAt ||
        old.status !== now.status ||
        old.latest !== now.latest ||
        old.counted.unread !== now.counted.unread;
      if (moved) tell('conversation', { conversationId, created: false });
    }
  }
}

function touched(action: Action): readonly string[] {
  if (action.type === 'list.loaded' || action.type === 'snapshot') return snapshotsOf(action).map(({ id }) => id);
  if (action.type === 'message' || action.type === 'changed') return [action.message.conversationId];
  return 'conversationId' in action && action.conversationId !== null ? [action.conversationId] : [];
}

function tellRest(action: Action, before: State, after: State, tell: Tell): void {
  if (before === after) return;
  if (action.type === 'connection') tell('connection', after.connection);
  else if (action.type === 'changed') tell('message.changed', { message: action.message });
  else if (action.type === 'changes.loaded') {
    for (const message of action.page.items) tell('message.changed', { message });
  } else if (action.type === 'marker') {
    const { marker: kind, conversationId, personId, upToSeq } = action;
    tell('receipt', { kind, conversationId, personId, upToSeq });
  } else if (action.type === 'presence') {
    for (const { id, online, lastSeenAt } of action.people) {
      if (before.presence[id]?.online !== online) tell('presence', { personId: id, online, lastSeenAt });
    }
  } else if (action.type === 'typing' || action.type === 'typing.expired' || action.type === 'message') {
    tellTyping(before, after, tell);
  }
}

/** Tells who began and who stopped to type, whether they said so, sent, or fell silent. */
function tellTyping(before: State, after: State, tell: Tell): void {
  if (before.typing === after.typing) return;
  for (const conversationId of new Set([...Object.keys(before.typing), ...Object.keys(after.typing)])) {
    const [old, now] = [before.typing[conversationId] ?? {}, after.typing[conversationId] ?? {}];
    for (const { person } of after.conversations[conversationId]?.markers ?? []) {
      const active = now[person.id] !== undefined;
      if (active !== (old[person.id] !== undefined)) tell('typing', { conversationId, person, active });
    }
  }
}
