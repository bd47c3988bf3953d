import type { Participant } from '@causerie/contracts';
import type { Connection } from './connection.ts';
import type { Clock } from './environment.ts';
import { asCauserieError } from './error.ts';
import type { Rest } from './rest.ts';
import { myMarkers, readableUpTo } from './selectors.ts';
import type { ConversationEntry } from './state.ts';
import type { Store } from './store.ts';

/** Receipts gather this long, so that a burst of messages is acknowledged once. */
const GATHER_MS = 150;
const RETRY_MS = 3_000;

export interface ReceiptsDeps {
  store: Store;
  rest: Rest;
  connection: Connection;
  clock: Clock;
}

/** Tells the server what this device received and what its person read (DEL-9). */
export class Receipts {
  readonly #deps: ReceiptsDeps;
  readonly #told = { delivered: new Map<string, number>(), read: new Map<string, number>() };
  readonly #unconfirmedReads = new Set<string>();
  #timer: unknown = null;

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps;
  }

  /** The person has read the opened thread up to `upToSeq`, never further than what is held. */
  markRead(conversationId: string, upToSeq = Number.MAX_SAFE_INTEGER): void {
    const { clock, store } = this.#deps;
    const { conversations, me } = store.getSnapshot();
    const entry = conversations[conversationId];
    if (entry === undefined || me === null) return;
    const seq = readableUpTo(entry, upToSeq);
    if (seq <= (myMarkers(entry, me.id)?.readSeq ?? 0)) return;
    this.#unconfirmedReads.add(conversationId);
    const at = new Date(clock.now()).toISOString();
    store.dispatch({ type: 'marker', marker: 'read', conversationId, personId: me.id, upToSeq: seq, at });
    this.#schedule(GATHER_MS);
  }

  /** Looks for messages that arrived and were not yet acknowledged as delivered. Called after every change. */
  settle(): void {
    const { conversations, me } = this.#deps.store.getSnapshot();
    if (me === null || this.#timer !== null || !this.#deps.connection.isReady()) return;
    const owes = Object.values(conversations).some(
      (entry) => owedDelivery(entry, me.id) > (this.#told.delivered.get(entry.id) ?? 0),
    );
    if (owes) this.#schedule(GATHER_MS);
  }

  /** The connection is back: says again whatever the server has not confirmed. */
  flush(): void {
    this.#told.delivered.clear();
    this.#told.read.clear();
    this.#schedule(GATHER_MS);
  }

  stop(): void {
    if (this.#timer !== null) this.#deps.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(delayMs: number): void {
    this.#timer ??= this.#deps.clock.setTimeout(() => {
      this.#timer = null;
      void this.#send();
    }, delayMs);
  }

  async #send(): Promise<void> {
    const { connection, store } = this.#deps;
    const { conversations, me } = store.getSnapshot();
    if (me === null) return;
    for (const entry of Object.values(conversations)) {
      const readSeq = myMarkers(entry, me.id)?.readSeq ?? 0;
      if (this.#unconfirmedReads.has(entry.id) && readSeq > (this.#told.read.get(entry.id) ?? 0)) {
        await this.#tell('read', entry.id, readSeq, me.id);
      }
      const deliveredSeq = owedDelivery(entry, me.id);
      if (connection.isReady() && deliveredSeq > (this.#told.delivered.get(entry.id) ?? 0)) {
        await this.#tell('delivered', entry.id, deliveredSeq, me.id);
      }
    }
  }

  async #tell(marker: 'read' | 'delivered', conversationId: string, upToSeq: number, personId: string): Promise<void> {
    const { connection, rest, store } = this.#deps;
    this.#told[marker].set(conversationId, upToSeq);
    try {
      const answer = connection.isReady()
        ? await connection.request(`${marker}.update`, { conversationId, upToSeq })
        : await rest.mark(marker, conversationId, upToSeq);
      const { readSeq, readAt, deliveredSeq, deliveredAt } = answer as Participant;
      const [confirmed, at] = marker === 'read' ? [readSeq, readAt] : [deliveredSeq, deliveredAt];
      if (marker === 'read' && this.#told.read.get(conversationId) === upToSeq) {
        this.#unconfirmedReads.delete(conversationId);
      }
      store.dispatch({ type: 'marker', marker, conversationId, personId, upToSeq: confirmed, at: at ?? '' });
    } catch (cause) {
      this.#told[marker].delete(conversationId);
      if (marker === 'read' && asCauserieError(cause).retryable) this.#schedule(RETRY_MS);
    }
  }
}

/** Up to where this device should acknowledge delivery, or 0: nothing of others arrived above what it acknowledged. */
function owedDelivery(entry: ConversationEntry, myId: string): number {
  const mine = myMarkers(entry, myId);
  if (mine === undefined) return 0;
  const { lastSeq, unread } = entry.counted;
  const known = Math.max(mine.deliveredSeq, mine.readSeq);
  return lastSeq > known && unread > 0 ? lastSeq : 0;
}
