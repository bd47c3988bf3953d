import type { Attachment, Message } from '@causerie/contracts';
import { backoffMs } from './backoff.ts';
import type { Connection } from './connection.ts';
import { endingOf } from './ending.ts';
import type { Clock, Network } from './environment.ts';
import { asCauserieError } from './error.ts';
import type { Keeper } from './keep/keeper.ts';
import type { Rest } from './rest.ts';
import type { PendingMessage } from './state.ts';
import type { Store } from './store.ts';

const RETRY_FIRST_MS = 400;
const RETRY_MAX_MS = 8_000;

/** What a message has beside its text. */
export interface SendOptions {
  /** The message that it answers. */
  replyToId?: string | null;
  /** Uploaded files: what `uploads.take` gave. */
  attachments?: readonly Attachment[];
}

export interface OutboxDeps {
  store: Store;
  rest: Rest;
  connection: Connection;
  network: Network;
  clock: Clock;
  random: () => number;
  newId: () => string;
  keeper: Pick<Keeper, 'inTurn' | 'failedOnce'>;
}

/**
 * Sends one message at a time per conversation, in the order written (DEL-4), by socket or, without one, by REST.
 * It holds no queue of its own: what is pending in the state is the queue, so a push that confirms a message whose
 * acknowledgement was lost also ends its retries.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #pumping = new Set<string>();
  readonly #wakers = new Set<() => void>();
  #stopped = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Shows the message at once and sends it as soon as its predecessors are confirmed. Returns its clientMessageId. */
  send(conversationId: string, content: string, { replyToId = null, attachments = [] }: SendOptions = {}): string {
    const { clock, newId, store } = this.#deps;
    const clientMessageId = newId();
    const createdAt = new Date(clock.now()).toISOString();
    const pending: PendingMessage = {
      clientMessageId,
      content,
      replyToId,
      attachments,
      createdAt,
      status: 'pending',
      failure: null,
    };
    store.dispatch({ type: 'pending.queued', conversationId, pending });
    void this.#pump(conversationId);
    return clientMessageId;
  }

  retry(conversationId: string, clientMessageId: string): void {
    this.#deps.store.dispatch({ type: 'pending.retried', conversationId, clientMessageId });
    void this.#pump(conversationId);
  }

  discard(conversationId: string, clientMessageId: string): void {
    this.#deps.store.dispatch({ type: 'pending.discarded', conversationId, clientMessageId });
  }

  /** Ends every waiting pause: the connection came back, or there is something new to send. */
  kick(): void {
    this.#stopped = false;
    for (const wake of this.#wakers) wake();
    for (const conversationId of Object.keys(this.#deps.store.getSnapshot().conversations)) {
      void this.#pump(conversationId);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const wake of this.#wakers) wake();
  }

  #next(conversationId: string): PendingMessage | undefined {
    const entry = this.#deps.store.getSnapshot().conversations[conversationId];
    return entry?.pending.find(({ status }) => status === 'pending');
  }

  async #pump(conversationId: string): Promise<void> {
    if (this.#pumping.has(conversationId)) return;
    this.#pumping.add(conversationId);
    let attempt = 0;
    let current: string | null = null;
    for (
      let next = this.#next(conversationId);
      next !== undefined && !this.#stopped && this.#deps.store.getSnapshot().ended === null;
      next = this.#next(conversationId)
    ) {
      if (next.clientMessageId !== current) attempt = 0;
      current = next.clientMessageId;
      const waitMs = await this.#trySend(conversationId, next, attempt);
      attempt += 1;
      if (waitMs > 0) await this.#pause(waitMs);
    }
    this.#pumping.delete(conversationId);
  }

  /** One attempt; answers how long to wait before the next one. */
  async #trySend(conversationId: string, pending: PendingMessage, attempt: number): Promise<number> {
    const { connection, keeper, network, random, store } = this.#deps;
    const { clientMessageId } = pending;
    const pauseMs = backoffMs(attempt, RETRY_FIRST_MS, RETRY_MAX_MS, random);
    if (!connection.isReady() && !network.isOnline()) return pauseMs;
    try {
      const message = await keeper.inTurn(conversationId, clientMessageId, () =>
        this.#transmit(conversationId, pending),
      );
      if (message !== null) store.dispatch({ type: 'message', message });
      return 0;
    } catch (cause) {
      const error = asCauserieError(cause);
      keeper.failedOnce(clientMessageId);
      if (error.retryable) return error.retryAfterMs ?? pauseMs;
      const ending = endingOf(error.code);
      if (ending !== null) {
        // The message is not at fault: it waits for a token, and the state says when there will be none.
        connection.tokenRefused(ending);
        return pauseMs;
      }
      store.dispatch({ type: 'pending.failed', conversationId, clientMessageId, failure: error.failure });
      return 0;
    }
  }

  async #transmit(conversationId: string, pending: PendingMessage): Promise<Message | null> {
    const { connection, rest, store } = this.#deps;
    // Its turn may have come late: it was taken back, or somebody else uses this page now.
    const waits = store.getSnapshot().conversations[conversationId]?.pending ?? [];
    if (!waits.includes(pending)) return null;
    const { clientMessageId, content, replyToId, attachments } = pending;
    const body = {
      clientMessageId,
      content,
      ...(replyToId === null ? {} : { replyToId }),
      ...(attachments.length === 0 ? {} : { attachmentIds: attachments.map(({ id }) => id) }),
    };
    if (!connection.isReady()) return rest.send(conversationId, body);
    const result = await connection.request('message.send', { conversationId, ...body });
    return (result as { message: Message }).message;
  }

  #pause(delayMs: number): Promise<void> {
    const { clock } = this.#deps;
    return new Promise((resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, delayMs);
      this.#wakers.add(wake);
    });
  }
}
