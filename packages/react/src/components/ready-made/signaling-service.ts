import type { LegacyMessage } from '@causerie/client';
import { callVerbs } from './service-calls.ts';
import { given, refusal, untilWithin } from './common.ts';
import { isConnected } from './service-events.ts';
import { allConversations } from './service-messages.ts';
import { createSession } from './service-session.ts';
import type { SignalingService } from './service-shapes.ts';
import { serviceVerbs } from './service-verbs.ts';
import { configureCauserie } from './shared-client.ts';
import { findTokens } from './tokens.ts';

/** How long `connect` waits for the server. */
const CONNECT_TIMEOUT_MS = 20_000;

type Listener = (event: never) => void;

/** Builds a service. Nothing happens before a verb is called. Pages have one; more are for tests. */
export function createSignalingService(): SignalingService {
  const listeners = new Map<string, Set<Listener>>();
  const subscribers = new Map<string, Set<Listener>>();
  const session = createSession((name, event) => {
    tell(listeners.get(name), event);
    if (name === 'new_message' || name === 'message_delivered') {
      tell(subscribers.get((event as LegacyMessage).conversationId), event);
    }
  });

  const connect = () =>
    session.runAnyway(async (some) => {
      if (isConnected(some)) return;
      const ended = () => some.getSnapshot().ended;
      some.reconnect();
      await untilWithin(some, CONNECT_TIMEOUT_MS, () => isConnected(some) || ended() !== null);
      const code = ended() === 'token_expired' ? 'token_expired' : 'unauthenticated';
      if (ended() !== null) throw refusal(code, 'the token was refused');
    });

  return {
    async initialize(options) {
      const { url, getToken, locale, strings, ...whom } = options ?? {};
      session.identify({ ...whom, url });
      configureCauserie(given({ url, getToken, locale, strings }));
      const hasEnded = await session.runAnyway(async (some) => some.getSnapshot().ended !== null);
      if (hasEnded) await connect();
      return session.run(allConversations);
    },
    connect,
    disconnect: () => session.end(),
    isConnected() {
      const some = session.current();
      return some !== null && isConnected(some);
    },
    getSocketId: () => session.current()?.getSnapshot().connection.socketId ?? null,
    getAllAvailableTokens: findTokens,
    ...serviceVerbs(session),
    ...callVerbs(session),
    on: (name, listener) => add(listeners, name, listener),
    off: (name, listener) => void listeners.get(name)?.delete(listener),
    subscribeToMessages: (conversationId, listener) => add(subscribers, conversationId, listener),
    unsubscribeFromMessages(conversationId, listener) {
      if (listener === undefined) subscribers.delete(conversationId);
      else subscribers.get(conversationId)?.delete(listener);
    },
  };
}

function add(all: Map<string, Set<Listener>>, name: string, listener: Listener): () => void {
  const those = all.get(name) ?? new Set();
  all.set(name, those.add(listener));
  return () => void those.delete(listener);
}

/** Tells everybody, whatever one of them makes of it: a host's mistake is the host's to see. */
function tell(listeners: ReadonlySet<Listener> | undefined, event: unknown): void {
  for (const listener of [...(listeners ?? [])]) {
    try {
      (listener as (event: unknown) => void)(event);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** The one service of a page. */
export const signalingService: SignalingService = createSignalingService();
