import type { Conversation, DirectoryPerson, Message } from '@causerie/contracts';
import { assemble } from './assemble.ts';
import type { CallLine } from './calls/transport.ts';
import type { Clock, Network } from './environment.ts';
import type { Listen } from './feed.ts';
import type { Drafts } from './keep/drafts.ts';
import type { OutboxStorage } from './keep/outbox-storage.ts';
import type { Notifications } from './notifications/notifications.ts';
import type { SendOptions } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Queries } from './queries.ts';
import type { NewConversation, SetAside } from './rest.ts';
import type { State } from './state.ts';
import type { Uploads } from './files/uploads.ts';
import type { Page } from './tabs/page.ts';
import type { WireFactory } from './wire.ts';

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
  /**
   * Address of the service worker of your page, which imports `@causerie/client/push-worker`. Without it, people are told while
   * a page is open and not afterwards. It is registered when somebody has allowed it, never before.
   */
  pushWorkerUrl?: string;
  /**
   * Where unsent messages and drafts survive a closed page. By default IndexedDB, encrypted, in browsers, and memory elsewhere;
   * null keeps them in memory.
   */
  storage?: OutboxStorage | null;
  /** False: every tab has a connection of its own. By default the tabs of one person in one browser share one. */
  shareSocket?: boolean;
  /** The rest is injectable for tests and unusual hosts. */
  fetch?: typeof globalThis.fetch;
  wire?: WireFactory;
  clock?: Clock;
  network?: Network;
  page?: Page;
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
  /** Tries to connect, and to fetch what failed, now; starts again what was stopped. */
  reconnect(): void;
  /** Shows a thread: loads its newest page once and keeps it whole from then on. Null shows none. */
  openConversation(conversationId: string | null): void;
  /**
   * Says which part of an opened thread is looked at, both ends included. What is missing there is fetched, what is far from there
   * may be forgotten. Any part may be named: messages are numbered from 1 without a gap.
   */
  showRange(conversationId: string, fromSeq: number, toSeq: number): void;
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
  /**
   * Withdraws all tokens of the person, ends this session as `revoked`, and forgets what waited on this device. Rejects with
   * CauserieError.
   */
  logout(): Promise<void>;
  /**
   * Forgets what is kept of this person on this device: unsent messages, drafts, and the key to them. For hosts that end a login
   * in their own way, without {@link Causerie.logout}.
   */
  forget(): Promise<void>;
  /** Hears of what happens, as it happens; everything that is told is in the state already. Returns how to stop. */
  on: Listen;
  /** Texts that are being written, by conversation. */
  drafts: Drafts;
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

/** Builds a messenger for one person. Nothing happens before `start`. Messages that were sent or received are kept in memory only. */
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
    showRange: (conversationId, fromSeq, toSeq) => store.dispatch({ type: 'shown', conversationId, fromSeq, toSeq }),
    loadMoreConversations: () => sync.loadMore(),
    sendMessage(conversationId, content, more) {
      if (content.trim() === '' && (more?.attachments?.length ?? 0) === 0) return null;
      typing.set(conversationId, false);
      return outbox.send(conversationId, content, more);
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
      // Whoever uses this browser next must not be shown what is theirs.
      await parts.notifications.unsubscribeFromPush().catch(() => undefined);
      try {
        await rest.request('POST', '/v1/logout');
      } finally {
        // Even where nobody could be told: whoever says goodbye leaves nothing behind on this device.
        await parts.keeper.forget();
      }
      running.stop();
      parts.uploads.forget();
      store.dispatch({ type: 'ended', reason: 'revoked' });
    },
    async forget() {
      // Whoever uses this browser next must not be shown what is theirs.
      await parts.notifications.unsubscribeFromPush().catch(() => undefined);
      await parts.keeper.forget();
    },
    drafts: parts.keeper.drafts,
    on: listenTo(parts),
    uploads: parts.uploads,
    notifications: parts.notifications,
    queries: parts.queries,
    searchPeople: parts.searchPeople,
    callLine: parts.callLine,
  };
}

/** Events come from the state, but for notifications, which are kept apart from it. */
function listenTo({ listen, notifications }: Parts): Listen {
  return (name, listener) =>
    name === 'notification'
      ? notifications.onArrival((notification) => (listener as (event: unknown) => void)(notification))
      : listen(name, listener);
}

function lifecycle(parts: Parts): Pick<Causerie, 'start' | 'stop' | 'reconnect'> {
  const { clock, store, connection, typing, sync, receipts, outbox, uploads, keeper, page, polling } = parts;
  let bootstrap: unknown = null;
  let stopHiding: () => void = () => undefined;
  let unsubscribe: (() => void) | null = null;
  function start(): void {
    if (unsubscribe !== null) return;
    unsubscribe = store.subscribe(() => {
      keeper.settle();
      sync.settle();
      receipts.settle();
    });
    keeper.settle();
    stopHiding = page.onHide(() => keeper.flush());
    store.dispatch({ type: 'ended', reason: null });
    connection.start();
    polling.begin();
    bootstrap = clock.setTimeout(() => {
      if (!store.getSnapshot().list.loaded) void sync.resync();
    }, BOOTSTRAP_GRACE_MS);
    outbox.kick();
    uploads.kick();
  }
  return {
    start,
    stop() {
      unsubscribe?.();
      unsubscribe = null;
      clock.clearTimeout(bootstrap);
      stopHiding();
      for (const part of [typing, outbox, uploads, receipts, sync, connection, keeper]) part.stop();
      polling.end();
    },
    reconnect() {
      // After a logout, nothing runs that would follow the connection.
      start();
      store.dispatch({ type: 'ended', reason: null });
      connection.reconnect();
      outbox.kick();
      uploads.kick();
      sync.retryNow();
    },
  };
}
