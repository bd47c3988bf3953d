import type { Connection } from './connection.ts';
import type { Clock } from './environment.ts';
import type { Store } from './store.ts';

/** "Still typing" is repeated at most this often. */
export const TYPING_REPEAT_MS = 2_000;
/** Without a key for this long, the person has stopped. */
export const TYPING_IDLE_MS = 4_000;
/** An indicator that is not renewed disappears; the contract's TYPING_EXPIRES_MS, without its package's weight. */
export const TYPING_EXPIRES_MS = 5_000;

export interface Typing {
  /** The person typed (`active`), or left the field, emptied it or sent. Volatile: never queued (DEL-10). */
  set(conversationId: string, active: boolean): void;
  /** Somebody else typed; shown until {@link TYPING_EXPIRES_MS} from now. */
  heard(conversationId: string, personId: string, active: boolean): void;
  stop(): void;
}

export interface TypingDeps {
  store: Store;
  connection: Connection;
  clock: Clock;
}

/** Both halves of the typing indicator: what I tell, sparingly, and what I hear, until it expires. */
export function createTyping({ store, connection, clock }: TypingDeps): Typing {
  let telling: { conversationId: string; atMs: number } | null = null;
  let idleTimer: unknown = null;
  let expiryTimer: unknown = null;

  function tell(conversationId: string, active: boolean) {
    connection.tell('typing', { conversationId, active });
  }

  function endTelling() {
    if (idleTimer !== null) clock.clearTimeout(idleTimer);
    idleTimer = null;
    if (telling !== null) tell(telling.conversationId, false);
    telling = null;
  }

  function set(conversationId: string, active: boolean) {
    if (!active) {
      if (telling?.conversationId === conversationId) endTelling();
      return;
    }
    if (telling !== null && telling.conversationId !== conversationId) endTelling();
    if (telling === null || clock.now() - telling.atMs >= TYPING_REPEAT_MS) {
      telling = { conversationId, atMs: clock.now() };
      tell(conversationId, true);
    }
    if (idleTimer !== null) clock.clearTimeout(idleTimer);
    idleTimer = clock.setTimeout(endTelling, TYPING_IDLE_MS);
  }

  function expire() {
    expiryTimer = null;
    store.dispatch({ type: 'typing.expired', nowMs: clock.now() });
    const ends = Object.values(store.getSnapshot().typing).flatMap((people) => Object.values(people));
    if (ends.length > 0) expiryTimer = clock.setTimeout(expire, Math.max(0, Math.min(...ends) - clock.now()));
  }

  return {
    set,
    heard(conversationId, personId, active) {
      const untilMs = clock.now() + TYPING_EXPIRES_MS;
      store.dispatch({ type: 'typing', conversationId, personId, active, untilMs });
      if (active) expiryTimer ??= clock.setTimeout(expire, TYPING_EXPIRES_MS);
    },
    stop() {
      endTelling();
      if (expiryTimer !== null) clock.clearTimeout(expiryTimer);
      expiryTimer = null;
    },
  };
}
