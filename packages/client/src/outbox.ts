import type { Message } from '@causerie/contracts';
import { backoffMs } from './backoff.ts';
import type { Connection } from './connection.ts';
import type { Clock, Network } from './environment.ts';
import { asCauserieError } from './error.ts';
import type { Rest } from './rest.ts';
import type { PendingMessage } from './state.ts';
import type { Store } from './store.ts';

const RETRY_FIRST_MS = 400;
const RETRY_MAX_MS = 8_000;

export interface Outbox {
  /** Shows the message at once and sends it as soon as its predecessors are confirmed. Returns its clientMessageId. */
  send(conversationId: string, content: string): string;
  retry(conversationId: string, clientMessageId: string): void;
  discard(conversationId: string, clientMessageId: string): void;
  /** Ends every waiting pause: the connection came back. */
  kick(): void;
  stop(): void;
}

export interface OutboxDeps {
  store: Store;
  rest: Rest;
  connection: Connection;
  network: Network;
  clock: Clock;
  random: () => number;
  newId: () => string;
}

/**
 * Sends one message at a time per conversation, in the order written (DEL-4), by socket or, without one, by REST.
 * It holds no queue of its own: what is pending in the state is the queue, so a push that confirms a message whose
 * acknowledgement was lost also ends its retries.
 */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, rest, connection, clock } = deps;
  const pumping = new Set<string>();
  const wakers = new Set<() => void>();
  let stopped = false;

  function next(conversationId: string): PendingMessage | undefined {
    return store.getSnapshot().conversations[conversationId]?.pending.find(({ status }) => status === 'pending');
  }

  async function pump(conversationId: string) {
    if (pumping.has(conversationId)) return;
    pumping.add(conversationId);
    let attempt = 0;
    let current: string | null = null;
    for (let pending = next(conversationId); pending !== undefined && !stopped; pending = next(conversationId)) {
      if (pending.clientMessageId !== current) attempt = 0;
      current = pending.clientMessageId;
      const waitMs = await trySend(conversationId, pending, attempt);
      attempt += 1;
      if (waitMs > 0) await pause(waitMs);
    }
    pumping.delete(conversationId);
  }

  /** One attempt; answers how long to wait before the next one. */
  async function trySend(conversationId: string, pending: PendingMessage, attempt: number): Promise<number> {
    const pauseMs = backoffMs(attempt, RETRY_FIRST_MS, RETRY_MAX_MS, deps.random);
    if (!connection.isReady() && !deps.network.isOnline()) return pauseMs;
    try {
      store.dispatch({ type: 'message', message: await transmit(conversationId, pending) });
      return 0;
    } catch (cause) {
      const error = asCauserieError(cause);
      if (error.retryable) return error.retryAfterMs ?? pauseMs;
      const { clientMessageId } = pending;
      store.dispatch({ type: 'pending.failed', conversationId, clientMessageId, failure: error.failure });
      return 0;
    }
  }

  async function transmit(conversationId: string, { clientMessageId, content }: PendingMessage): Promise<Message> {
    if (!connection.isReady()) return rest.send(conversationId, clientMessageId, content);
    const result = await connection.request('message.send', { conversationId, clientMessageId, content });
    return (result as { message: Message }).message;
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        wakers.delete(wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, delayMs);
      wakers.add(wake);
    });
  }

  return {
    send(conversationId, content) {
      const clientMessageId = deps.newId();
      const createdAt = new Date(clock.now()).toISOString();
      const pending: PendingMessage = { clientMessageId, content, createdAt, status: 'pending', failure: null };
      store.dispatch({ type: 'pending.queued', conversationId, pending });
      void pump(conversationId);
      return clientMessageId;
    },
    retry(conversationId, clientMessageId) {
      store.dispatch({ type: 'pending.retried', conversationId, clientMessageId });
      void pump(conversationId);
    },
    discard(conversationId, clientMessageId) {
      store.dispatch({ type: 'pending.discarded', conversationId, clientMessageId });
    },
    kick() {
      stopped = false;
      for (const wake of wakers) wake();
      for (const conversationId of Object.keys(store.getSnapshot().conversations)) void pump(conversationId);
    },
    stop() {
      stopped = true;
      for (const wake of wakers) wake();
    },
  };
}
