import type { ConversationEntry, PendingMessage } from '../state.ts';
import { draftConversation } from './drafts.ts';
import type { KeeperDeps } from './keeper.ts';
import type { Account, Kept } from './outbox-storage.ts';
import { takeTurn } from './turn.ts';

/** A message as it is kept. Messages go in ascending `order`: microseconds since the epoch, made unique. */
interface KeptMessage {
  conversationId: string;
  order: number;
  pending: PendingMessage;
}

/** What following the outbox of one person needs. */
export interface KeptOutboxDeps extends KeeperDeps {
  kept: Kept;
  account: Account;
  /** Something could not be kept. */
  onFailure(): void;
}

/**
 * Unsent messages of one person on disk. What is pending in the state is what is kept: this follows it, so that whatever
 * confirms or discards a message also ends its keeping.
 */
export class KeptOutbox {
  readonly #deps: KeptOutboxDeps;
  #conversations: Readonly<Record<string, ConversationEntry>> = {};
  /** What is kept, as it was written last, by clientMessageId. */
  readonly #written = new Map<string, KeptMessage>();
  /** Messages that other tabs may send as well: they were written there, or were kept before this page began. */
  readonly #common = new Set<string>();
  /** Messages that came and went in this page: what another tab still keeps of them is not taken up again. */
  readonly #done = new Set<string>();
  /** Messages of conversations that are not known here yet. */
  #waiting: KeptMessage[] = [];
  readonly #fetched = new Set<string>();
  #lastOrder = 0;
  #isOver = false;

  constructor(deps: KeptOutboxDeps) {
    this.#deps = deps;
  }

  /** This page is not this person's any more: nothing of theirs is shown from now on. */
  close(): void {
    this.#isOver = true;
  }

  /** Looks what waits in the state; to be called after every change. */
  settle(): void {
    const { conversations } = this.#deps.store.getSnapshot();
    if (conversations === this.#conversations) return;
    const before = this.#conversations;
    this.#conversations = conversations;
    for (const [id, { pending }] of Object.entries(conversations)) {
      if (pending !== before[id]?.pending) this.#follow(id, pending);
    }
    for (const id of Object.keys(before)) if (conversations[id] === undefined) this.#follow(id, []);
    this.#takeUp();
  }

  /** Looks for what other tabs left behind. */
  async reload(): Promise<void> {
    const found = await this.#deps.kept.all().catch(() => new Map<string, string>());
    if (!this.#isOver) this.load(found);
  }

  /** Takes messages that were found on disk, in the order they were written. */
  load(found: ReadonlyMap<string, string>): void {
    const known = new Set([...this.#written.keys(), ...this.#done, ...this.#waiting.map(keyOf)]);
    const messages = [...found]
      .flatMap(([id, text]) => (draftConversation(id) === null ? [JSON.parse(text) as KeptMessage] : []))
      .filter((message) => !known.has(keyOf(message)));
    this.#waiting = [...this.#waiting, ...messages].toSorted((a, b) => a.order - b.order);
    this.#takeUp();
  }

  /** As {@link Keeper.inTurn}. */
  async inTurn<T>(conversationId: string, clientMessageId: string, send: () => Promise<T>): Promise<T | null> {
    const { account, clock, kept, locks, onSentElsewhere, store } = this.#deps;
    if (!this.#common.has(clientMessageId)) return send();
    const sendUnlessGone = async (): Promise<T | null> => {
      if (await kept.has(idOf(clientMessageId)).catch(() => true)) return send();
      store.dispatch({ type: 'pending.discarded', conversationId, clientMessageId });
      onSentElsewhere();
      return null;
    };
    if (locks === null) return sendUnlessGone();
    const name = `causerie-send-${account.server} ${account.personId} ${conversationId}`;
    return takeTurn(clock, locks, name, sendUnlessGone);
  }

  /** As {@link Keeper.failedOnce}. */
  failedOnce(clientMessageId: string): void {
    if (this.#written.has(clientMessageId)) this.#common.add(clientMessageId);
  }

  /** Shows what was kept in the conversations that are known, and asks for the others once. */
  #takeUp(): void {
    const { onLoaded, store } = this.#deps;
    if (this.#waiting.length === 0) return;
    const { conversations, list } = store.getSnapshot();
    const isHere = ({ conversationId }: KeptMessage): boolean => conversations[conversationId] !== undefined;
    const here = this.#waiting.filter(isHere);
    this.#waiting = this.#waiting.filter((message) => !isHere(message));
    for (const message of here) {
      this.#written.set(keyOf(message), message);
      this.#common.add(keyOf(message));
      this.#lastOrder = Math.max(this.#lastOrder, message.order);
    }
    for (const conversationId of new Set(here.map((message) => message.conversationId))) {
      const messages = here.filter((message) => message.conversationId === conversationId);
      store.dispatch({ type: 'pending.loaded', conversationId, pending: messages.map(({ pending }) => pending) });
      this.#follow(conversationId, store.getSnapshot().conversations[conversationId]?.pending ?? []);
    }
    if (here.length > 0) onLoaded();
    if (list.loaded) for (const { conversationId } of this.#waiting) this.#fetch(conversationId);
  }

  #fetch(conversationId: string): void {
    if (this.#fetched.has(conversationId)) return;
    this.#fetched.add(conversationId);
    const { fetchConversation, store } = this.#deps;
    fetchConversation(conversationId).then(
      (conversation) => store.dispatch({ type: 'snapshot', conversation, fetched: true }),
      // It is asked again when the page is opened again; what is not sent by then expires.
      () => undefined,
    );
  }

  /** Keeps what is pending in a conversation, and nothing else of it. */
  #follow(conversationId: string, pending: readonly PendingMessage[]): void {
    for (const one of pending) {
      const before = this.#written.get(one.clientMessageId);
      if (before?.pending === one) continue;
      // A message that is sent again takes its new place, behind what was written since.
      const isAgain = before?.pending.status === 'failed' && one.status === 'pending';
      const order = before === undefined || isAgain ? this.#nextOrder() : before.order;
      this.#write({ conversationId, order, pending: one });
    }
    const waits = new Set(pending.map(({ clientMessageId }) => clientMessageId));
    for (const [id, message] of this.#written) {
      if (message.conversationId !== conversationId || waits.has(id)) continue;
      this.#written.delete(id);
      this.#common.delete(id);
      this.#done.add(id);
      this.#deps.kept.remove(idOf(id)).catch(() => undefined);
    }
  }

  #write(message: KeptMessage): void {
    const { kept, onFailure } = this.#deps;
    this.#written.set(keyOf(message), message);
    kept.put(idOf(keyOf(message)), JSON.stringify(message)).catch(onFailure);
  }

  #nextOrder(): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, this.#deps.clock.now() * 1000);
    return this.#lastOrder;
  }
}

const idOf = (clientMessageId: string): string => `message/${clientMessageId}`;
const keyOf = ({ pending }: KeptMessage): string => pending.clientMessageId;
