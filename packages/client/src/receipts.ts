import type { Participant } from '@causerie/contracts';
import type { Connection } from './connection.ts';
import type { Clock } from './environment.ts';
import { asCauserieError } from './error.ts';
import type { Rest } from './rest.ts';
import { myMarkers, shownTop } from './selectors.ts';
import type { ConversationEntry } from './state.ts';
import type { Store } from './store.ts';

/** Receipts gather this long, so that a burst of messages is acknowledged once. */
const GATHER_MS = 150;
const RETRY_MS = 3_000;

export interface Receipts {
  /** I have read the opened thread up to `upToSeq`, never further than what is held without a hole. */
  markRead(conversationId: string, upToSeq?: number): void;
  /** Looks for messages that arrived and were not yet acknowledged as delivered. Called after every change. */
  settle(): void;
  /** The connection is back: says again whatever the server has not confirmed. */
  flush(): void;
  stop(): void;
}

export interface ReceiptsDeps {
  store: Store;
  rest: Rest;
  connection: Connection;
  clock: Clock;
}

/** Tells the server what this device received and what its person read (DEL-9). */
export function createReceipts({ store, rest, connection, clock }: ReceiptsDeps): Receipts {
  const told = { delivered: new Map<string, number>(), read: new Map<string, number>() };
  const unconfirmedReads = new Set<string>();
  let timer: unknown = null;

  function schedule(delayMs: number) {
    timer ??= clock.setTimeout(() => {
      timer = null;
      void send();
    }, delayMs);
  }

  async function send() {
    const { conversations, me } = store.getSnapshot();
    if (me === null) return;
    for (const entry of Object.values(conversations)) {
      const readSeq = myMarkers(entry, me.id)?.readSeq ?? 0;
      if (unconfirmedReads.has(entry.id) && readSeq > (told.read.get(entry.id) ?? 0)) {
        await tell('read', entry.id, readSeq, me.id);
      }
      const deliveredSeq = owedDelivery(entry, me.id);
      if (connection.isReady() && deliveredSeq > (told.delivered.get(entry.id) ?? 0)) {
        await tell('delivered', entry.id, deliveredSeq, me.id);
      }
    }
  }

  async function tell(marker: 'read' | 'delivered', conversationId: string, upToSeq: number, personId: string) {
    told[marker].set(conversationId, upToSeq);
    try {
      const answer = connection.isReady()
        ? await connection.request(`${marker}.update`, { conversationId, upToSeq })
        : await rest.mark(marker, conversationId, upToSeq);
      const { readSeq, readAt, deliveredSeq, deliveredAt } = answer as Participant;
      const [confirmed, at] = marker === 'read' ? [readSeq, readAt] : [deliveredSeq, deliveredAt];
      if (marker === 'read' && told.read.get(conversationId) === upToSeq) unconfirmedReads.delete(conversationId);
      store.dispatch({ type: 'marker', marker, conversationId, personId, upToSeq: confirmed, at: at ?? '' });
    } catch (cause) {
      told[marker].delete(conversationId);
      if (marker === 'read' && asCauserieError(cause).retryable) schedule(RETRY_MS);
    }
  }

  return {
    markRead(conversationId, upToSeq = Number.MAX_SAFE_INTEGER) {
      const { conversations, me } = store.getSnapshot();
      const entry = conversations[conversationId];
      if (entry === undefined || me === null) return;
      const seq = Math.min(upToSeq, shownTop(entry));
      if (seq <= (myMarkers(entry, me.id)?.readSeq ?? 0)) return;
      unconfirmedReads.add(conversationId);
      const at = new Date(clock.now()).toISOString();
      store.dispatch({ type: 'marker', marker: 'read', conversationId, personId: me.id, upToSeq: seq, at });
      schedule(GATHER_MS);
    },
    settle() {
      const { conversations, me } = store.getSnapshot();
      if (me === null || timer !== null || !connection.isReady()) return;
      const owes = Object.values(conversations).some(
        (entry) => owedDelivery(entry, me.id) > (told.delivered.get(entry.id) ?? 0),
      );
      if (owes) schedule(GATHER_MS);
    },
    flush() {
      told.delivered.clear();
      told.read.clear();
      schedule(GATHER_MS);
    },
    stop() {
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
    },
  };
}

/** Up to where this device should acknowledge delivery, or 0: nothing of others arrived above what it acknowledged. */
function owedDelivery(entry: ConversationEntry, myId: string): number {
  const mine = myMarkers(entry, myId);
  if (mine === undefined) return 0;
  const { lastSeq, unread } = entry.counted;
  const known = Math.max(mine.deliveredSeq, mine.readSeq);
  return lastSeq > known && unread > 0 ? lastSeq : 0;
}
