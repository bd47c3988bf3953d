import type { Conversation, DirectoryPerson, Message } from '@causerie/contracts';
import { SessionTransport } from './calls/session-transport.ts';
import type { CallLine } from './calls/transport.ts';
import { Connection } from './connection.ts';
import { browserNetwork, type Clock, type Network, randomId, systemClock } from './environment.ts';
import { createNotifications, type Notifications } from './notifications/notifications.ts';
import { Outbox, type SendOptions } from './outbox.ts';
import { createPushHandler } from './push.ts';
import { createQueries, type Queries } from './queries.ts';
import { Receipts } from './receipts.ts';
import { reduce } from './reduce.ts';
import { createRest, type NewConversation, type SetAside } from './rest.ts';
import type { State } from './state.ts';
import { createUploads, type Uploads } from './files/uploads.ts';
import { createStore } from './store.ts';
import { Sync } from './sync.ts';
import { createTyping } from './typing.ts';
import { socketIoWire, type WireFactory } from './wire.ts';

/** How long REST waits for the session, whose readiness triggers the same reading. */
const BOOTSTRAP_GRACE_MS = 300;

export interface CauserieOptions {
  /** Origin of the API gateway, such as `https://chat.example.com`; empty for the page's own origin. */
  url: string;
  /**
   * Gives the current token. Called at every connection and request and shortly before a token ends: return a fresh
   * one to renew the session in place.
   */
  getToken: () => string | Promise<string>;
  /** Language of the person, sent with requests; BCP 47. A function where it may change. */
  locale?: string | (() => string);
  /** The rest is injectable for tests and unusual hosts. */
  fetch?: typeof globalThis.fetch;
  wire?: WireFactory;
  clock?: Clock;
  network?: Network;
  random?: () => number;
  newId?: () => string;
}

/** A running messenger: a state to subscribe to, and the verbs that change it. */
export interface Causerie {
  getSnapshot(): State;
  subscribe(listener: () => void): () => void;
  /** Connects and loads the list. Safe to call again after `stop`. */
  start(): void;
  /** Disconnects and ends every timer; the state stays readable. */
  stop(): void;
  /** Tries to connect, and to fetch what failed, now. */
  reconnect(): void;
  /** Shows a thread: loads its newest page once and keeps it whole from then on. Null shows none. */
  openConversation(conversationId: string | null): void;
  loadOlder(conversationId: string): Promise<void>;
  loadMoreConversations(): Promise<void>;
  /** Queues a message and shows it at once; returns its clientMessageId. Blank text without files is refused with null. */
  sendMessage(conversationId: string, content: string, options?: SendOptions): string | null;
  /** Changes a message of mine; resolves when it is committed. Rejects with CauserieError. */
  editMessage(messageId: string, content: string): Promise<void>;
  /** Deletes a message of mine: what it said is gone for everybody. Rejects with CauserieError. */
  deleteMessage(messageId: string): Promise<void>;
  /** Puts an emoji on a message, or takes mine back. Rejects with CauserieError. */
  react(messageId: string, emoji: string, active: boolean): Promise<void>;
  retry(conversationId: string, clientMessageId: string): void;
  discard(conversationId: string, clientMessageId: string): void;
  /** The person has seen the opened thread up to `upToSeq` (all that is held, when omitted). */
  markRead(conversationId: string, upToSeq?: number): void;
  setTyping(conversationId: string, active: boolean): void;
  /** Creates a conversation, or finds the one that exists; resolves to its id. Rejects with CauserieError. */
  createConversation(input: NewConversation): Promise<string>;
  /** Archives, blocks, or takes either back. Rejects with CauserieError. */
  setAside(conversationId: string, how: SetAside): Promise<void>;
  /** Changes or takes away the subject. Rejects with CauserieError. */
  renameConversation(conversationId: string, subject: string | null): Promise<void>;
  /** Removes a conversation for both sides. Rejects with CauserieError. */
  removeConversation(conversationId: string): Promise<void>;
  /** Withdraws all tokens of the person, ends this session, and forgets what waited on this device. Rejects with CauserieError. */
  logout(): Promise<void>;
  /** Files on their way. */
  uploads: Uploads;
  notifications: Notifications;
  /** Questions whose answers are not kept. */
  queries: Queries;
  /** People the caller may meet, by name. Rejects with CauserieError. */
  searchPeople(search?: string): Promise<DirectoryPerson[]>;
  /** What calls talk over: `createCalls({line: causerie.callLine})`, which is imported by itself, so that who does not call does not load it. */
  callLine: CallLine;
}

/** Builds a messenger for one person. Nothing happens before `start`. Message texts are kept in memory only. */
export function createCauserie(options: CauserieOptions): Causerie {
  const parts = assemble(options);
  const { store, rest, sync, receipts, outbox, typing } = parts;
  const changed = (message: Message): void => store.dispatch({ type: 'changed', message });
  const snapshot = (conversation: Conversation): void =>
    store.dispatch({ type: 'snapshot', conversation, fetched: true });
  const running = lifecycle(parts);
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    ...running,
    openConversation(conversationId) {
      store.dispatch({ type: 'opened', conversationId });
      sync.retryNow();
    },
    loadOlder: (conversationId) => sync.loadOlder(conversationId),
    loadMoreConversations: () => sync.loadMore(),
    sendMessage(conversationId, content, options) {
      if (content.trim() === '' && (options?.attachments?.length ?? 0) === 0) return null;
      typing.set(conversationId, false);
      return outbox.send(conversationId, content, options);
    },
    editMessage: async (messageId, content) => changed(await rest.edit(messageId, content)),
    deleteMessage: async (messageId) => changed(await rest.remove(messageId)),
    react: async (messageId, emoji, active) => changed(await rest.react(messageId, emoji, active)),
    retry: (conversationId, clientMessageId) => outbox.retry(conversationId, clientMessageId),
    discard: (conversationId, clientMessageId) => outbox.discard(conversationId, clientMessageId),
    markRead: (conversationId, upToSeq) => receipts.markRead(conversationId, upToSeq),
    setTyping: (conversationId, active) => typing.set(conversationId, active),
    async createConversation(input) {
      const conversation = await rest.createConversation(input);
      snapshot(conversation);
      return conversation.id;
    },
    setAside: async (id, how) => snapshot(await rest.setAside(id, how)),
    renameConversation: async (id, subject) => snapshot(await rest.rename(id, subject)),
    async removeConversation(conversationId) {
      await rest.removeConversation(conversationId);
      store.dispatch({ type: 'gone', conversationId });
    },
    async logout() {
      await rest.request('POST', '/v1/logout');
      running.stop();
    },
    uploads: parts.uploads,
    notifications: parts.notifications,
    queries: parts.queries,
    searchPeople: parts.searchPeople,
    callLine: parts.callLine,
  };
}

type Parts = ReturnType<typeof assemble>;

/** Makes the parts and tells each what it may use; the only place that knows them all. */
function assemble(options: CauserieOptions) {
  const { url, getToken, clock = systemClock, network = browserNetwork, random = Math.random } = options;
  const store = createStore(reduce);
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const rest = createRest({ url, getToken, fetch, clock, locale: options.locale ?? 'fr' });
  const connection = new Connection({
    url,
    wire: options.wire ?? socketIoWire,
    getToken,
    clock,
    network,
    random,
    onState(change) {
      store.dispatch({ type: 'connection', change });
      transport.sessionChanged();
    },
    onReady({ person, tops }) {
      store.dispatch({ type: 'identified', person });
      store.dispatch({ type: 'tops', tops });
      void sync.resync();
      outbox.kick();
      receipts.flush();
      // Presence is pushed when it changes; what it is now, the directory tells. Volatile: a failure costs nothing.
      searchPeople().catch(() => undefined);
      transport.sessionReady();
    },
    onEvent(name, payload) {
      push(name, payload);
      transport.heard(name, payload);
    },
    onEnded: (reason) => store.dispatch({ type: 'ended', reason }),
  });
  const transport = new SessionTransport(connection);
  const callLine: CallLine = {
    transport,
    device: (options.newId ?? randomId)(),
    rest: (method, path, body) => rest.request(method, path, body),
    whoAmI() {
      const { me } = store.getSnapshot();
      return me === null ? null : { personId: me.id };
    },
  };
  const typing = createTyping({ store, connection, clock });
  const push = createPushHandler(store, typing);
  const sync = new Sync({ store, rest, clock, random });
  const receipts = new Receipts({ store, rest, connection, clock });
  const outbox = new Outbox({ store, rest, connection, network, clock, random, newId: options.newId ?? randomId });
  const searchPeople = async (search?: string) => {
    const { items } = await rest.people(search);
    store.dispatch({ type: 'presence', people: items });
    return items;
  };
  const uploads = createUploads();
  const notifications = createNotifications();
  const queries = createQueries(rest, url);
  return {
    callLine,
    searchPeople,
    uploads,
    notifications,
    queries,
    clock,
    store,
    rest,
    connection,
    typing,
    sync,
    receipts,
    outbox,
  };
}

function lifecycle(parts: Parts): Pick<Causerie, 'start' | 'stop' | 'reconnect'> {
  const { clock, store, connection, typing, sync, receipts, outbox } = parts;
  let bootstrap: unknown = null;
  let unsubscribe: (() => void) | null = null;
  return {
    start() {
      if (unsubscribe !== null) return;
      unsubscribe = store.subscribe(() => {
        sync.settle();
        receipts.settle();
      });
      store.dispatch({ type: 'ended', reason: null });
      connection.start();
      bootstrap = clock.setTimeout(() => {
        if (!store.getSnapshot().list.loaded) void sync.resync();
      }, BOOTSTRAP_GRACE_MS);
      outbox.kick();
    },
    stop() {
      unsubscribe?.();
      unsubscribe = null;
      clock.clearTimeout(bootstrap);
      for (const part of [typing, outbox, receipts, sync, connection]) part.stop();
    },
    reconnect() {
      store.dispatch({ type: 'ended', reason: null });
      connection.reconnect();
      sync.retryNow();
    },
  };
}
