import type { Causerie } from '@causerie/client';
import { bridge } from './service-events.ts';
import type { SignalingService } from './service-shapes.ts';
import { conversationsOf, given, refusal, serviceVerbs, until } from './service-verbs.ts';
import { clientAt, configureCauserie, hold, type Identity, placeOf } from './shared-client.ts';
import { findTokens } from './tokens.ts';

type Listener = (event: never) => void;

/** Builds the service. Nothing happens before a verb is called. */
function createSignalingService(): SignalingService {
  const listeners = new Map<string, Set<Listener>>();
  let identity: Identity = {};
  let letGo: (() => void) | null = null;

  function emit(name: string, event: unknown): void {
    for (const listener of listeners.get(name) ?? []) (listener as (event: unknown) => void)(event);
  }

  /** The shared messenger, held from now on until `disconnect`. @throws CauserieError `unauthenticated` without a token. */
  function client(): Causerie {
    const place = placeOf(identity);
    if (place === '') throw refusal('unauthenticated', 'no token was given and none is kept by this browser');
    const held = letGo === null ? null : clientAt(place);
    if (held !== null) return held;
    letGo?.();
    const release = hold(place, identity);
    const fresh = clientAt(place);
    if (fresh === null) throw refusal('internal', 'there is no messenger');
    const stop = bridge(fresh, emit);
    letGo = () => {
      stop();
      release();
    };
    return fresh;
  }

  return {
    async initialize({ url, getToken, locale, strings, ...whom } = {}) {
      configureCauserie(given({ url, getToken, locale, strings }));
      identity = { ...whom, url };
      const some = client();
      await until(some, () => some.getSnapshot().list.loaded || some.getSnapshot().list.failure !== null);
      return conversationsOf(some);
    },
    async connect() {
      const some = client();
      some.reconnect();
      await until(
        some,
        () => some.getSnapshot().connection.status === 'connected' || some.getSnapshot().ended !== null,
      );
      if (some.getSnapshot().ended !== null) throw refusal('token_expired', 'the token was refused');
    },
    disconnect() {
      letGo?.();
      letGo = null;
    },
    isConnected: () => letGo !== null && client().getSnapshot().connection.status === 'connected',
    getSocketId: () => (letGo === null ? null : client().getSnapshot().connection.socketId),
    getAllAvailableTokens: findTokens,
    ...serviceVerbs(client),
    on(name, listener) {
      const those = listeners.get(name) ?? new Set();
      listeners.set(name, those.add(listener));
      return () => void those.delete(listener);
    },
    off: (name, listener) => void listeners.get(name)?.delete(listener),
  };
}

/** The one service of a page. */
export const signalingService: SignalingService = createSignalingService();
