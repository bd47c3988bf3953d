import type { Conversation } from '@causerie/contracts';
import type { Clock } from '../environment.ts';
import type { Store } from '../store.ts';
import { createDrafts, type Drafts, draftsIn, type OwnDrafts } from './drafts.ts';
import type { KeptOutbox } from './kept-outbox.ts';
import type { Account, Kept, OutboxStorage } from './outbox-storage.ts';

export interface KeeperDeps {
  /** Null where nothing is to be kept. */
  storage: OutboxStorage | null;
  store: Store;
  clock: Clock;
  locks: LockManager | null;
  server: string;
  fetchConversation(conversationId: string): Promise<Conversation>;
  /** Messages of earlier pages are in the state now and may be sent. */
  onLoaded(): void;
  /** Another tab sent a message that this one shows as unsent. */
  onSentElsewhere(): void;
}

/**
 * Keeps unsent messages and drafts so that they survive a closed page, for whoever uses it: opens what is kept when it is
 * known who that is, and lets go of it when somebody else comes or the login is over.
 */
export class Keeper {
  readonly drafts: Drafts;
  readonly #deps: KeeperDeps;
  readonly #own: OwnDrafts;
  #personId: string | null = null;
  /** Whose drafts are in this page, also while it is stopped. */
  #writerId: string | null = null;
  /** Whose texts were kept last, which a logout forgets even after `stop`. */
  #account: Account | null = null;
  #turn = 0;
  #kept: Kept | null = null;
  #outbox: KeptOutbox | null = null;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
    this.#own = createDrafts(deps.clock, () => this.#failed());
    this.drafts = this.#own.drafts;
  }

  /** Looks at the state: whose it is, and what waits in it. To be called after every change. */
  settle(): void {
    const personId = this.#deps.store.getSnapshot().me?.id ?? null;
    if (personId !== this.#personId) this.#changePerson(personId);
    this.#outbox?.settle();
  }

  /** Looks for what other tabs left behind. */
  reload(): void {
    void this.#outbox?.reload();
  }

  /**
   * Sends a message that other tabs may send too: one tab at a time, unless another one was faster. Messages that only this
   * tab knows are sent at once. Resolves to null when there is nothing left to send.
   */
  inTurn<T>(conversationId: string, clientMessageId: string, send: () => Promise<T>): Promise<T | null> {
    return this.#outbox === null ? send() : this.#outbox.inTurn(conversationId, clientMessageId, send);
  }

  /** A message could not be sent: from now on other tabs may have taken it up. */
  failedOnce(clientMessageId: string): void {
    this.#outbox?.failedOnce(clientMessageId);
  }

  flush(): void {
    this.#own.flush();
  }

  /** Forgets everything that is kept of this person, with the key to it, and what waits in this page. */
  async forget(): Promise<void> {
    const { store } = this.#deps;
    const kept = this.#letGo();
    this.#own.clear();
    for (const { id, pending } of Object.values(store.getSnapshot().conversations)) {
      for (const { clientMessageId } of pending) {
        store.dispatch({ type: 'pending.discarded', conversationId: id, clientMessageId });
      }
    }
    await this.#forgetKept(kept);
  }

  /** The login was withdrawn: what is kept goes, what this page shows stays for its person to see. */
  forgetKept(): Promise<void> {
    return this.#forgetKept(this.#letGo());
  }

  /** This page does not write any more; what is kept stays. `settle` begins again. */
  stop(): void {
    this.#own.flush();
    this.#letGo()?.close();
    this.#personId = null;
  }

  #changePerson(personId: string | null): void {
    this.#own.flush();
    this.#letGo()?.close();
    if (personId !== this.#writerId) this.#own.clear();
    this.#personId = personId;
    this.#writerId = personId;
    if (personId === null || this.#deps.storage === null) return;
    this.#account = { server: this.#deps.server, personId };
    void this.#open(this.#deps.storage, this.#account);
  }

  async #open(storage: OutboxStorage, account: Account): Promise<void> {
    const { store } = this.#deps;
    const turn = this.#turn;
    try {
      const kept = await storage.open(account);
      const [found, { KeptOutbox: Outbox }] = await Promise.all([kept.all(), import('./kept-outbox.ts')]);
      if (turn !== this.#turn) return kept.close();
      this.#kept = kept;
      this.#outbox = new Outbox({ ...this.#deps, kept, account, onFailure: () => this.#failed() });
      this.#own.attach(kept, draftsIn(found));
      store.dispatch({ type: 'outbox', outbox: 'kept' });
      this.#outbox.load(found);
      this.#outbox.settle();
    } catch {
      // A private window, or no room: unsent messages live as long as the page, and the state says so.
      if (turn === this.#turn) this.#failed();
    }
  }

  /** Follows nothing any more; gives what was open. */
  #letGo(): Kept | null {
    const kept = this.#kept;
    this.#turn += 1;
    this.#kept = null;
    this.#outbox?.close();
    this.#outbox = null;
    this.#own.detach();
    this.#failed();
    return kept;
  }

  /** Where nothing is open, because this page had stopped already, it is opened for that. */
  async #forgetKept(open: Kept | null): Promise<void> {
    const { storage } = this.#deps;
    try {
      const kept = open ?? (this.#account === null ? null : await storage?.open(this.#account));
      await kept?.forget();
      kept?.close();
    } catch {
      // What cannot be opened was not kept.
    }
  }

  #failed(): void {
    const { store } = this.#deps;
    if (store.getSnapshot().outbox !== 'memory') store.dispatch({ type: 'outbox', outbox: 'memory' });
  }
}
