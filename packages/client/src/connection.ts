import type { V1ServerPayload } from '@causerie/contracts';
import { backoffMs } from './backoff.ts';
import type { Clock, Network } from './environment.ts';
import { networkError, parseFailure } from './error.ts';
import type { ConnectionState } from './state.ts';
import { renewToken, type TokenRenewal } from './token-renewal.ts';
import type { WireFactory } from './wire.ts';

/** The first retry comes quickly: most losses are one gateway restarting beside a healthy one. */
const RECONNECT_FIRST_MS = 400;
const RECONNECT_MAX_MS = 5_000;
/** From the attempt to `session.ready`: a gateway that opens a transport and then says nothing cannot serve us. */
const READY_TIMEOUT_MS = 12_000;
/** After this long without a session, "reconnecting" would be a promise; the interface says "offline". */
const OFFLINE_AFTER_MS = 15_000;
/** Codes after which the same token will be refused again. */
const TOKEN_CODES = new Set(['unauthenticated', 'token_expired', 'forbidden', 'identity_mismatch']);

export type SessionReady = V1ServerPayload<'session.ready'>;

export interface ConnectionDeps {
  url: string;
  wire: WireFactory;
  getToken: () => string | Promise<string>;
  clock: Clock;
  network: Network;
  random: () => number;
  onState(change: Partial<ConnectionState>): void;
  onReady(session: SessionReady): void;
  onEvent(name: string, payload: unknown): void;
  /** The token will not be accepted again; nothing more is tried until `start` or `reconnect` is called. */
  onEnded(reason: 'token_expired' | 'revoked'): void;
}

export interface Connection {
  start(): void;
  stop(): void;
  /** Tries now instead of waiting for the next attempt. */
  reconnect(): void;
  isReady(): boolean;
  request(event: string, payload: unknown): Promise<unknown>;
  tell(event: string, payload: unknown): void;
}

/** Keeps one session with the gateway alive: unlimited attempts with jitter, readiness, token renewal. */
export function createConnection(deps: ConnectionDeps): Connection {
  const { clock, network } = deps;
  let running = false;
  let ready = false;
  let everReady = false;
  let attempt = 0;
  let retryTimer: unknown = null;
  let readyTimer: unknown = null;
  let offlineTimer: unknown = null;
  let lastToken: string | null = null;
  let renewal: TokenRenewal | null = null;
  let forgetNetwork: (() => void) | null = null;

  const getToken = async () => (lastToken = await deps.getToken());
  const wire = deps.wire({
    url: deps.url,
    getToken,
    handlers: {
      opened: (socketId, transport) => deps.onState({ socketId, transport }),
      closed: () => lost(),
      refused: (body) => {
        const code = body === null ? null : parseFailure(body, 0).code;
        if (code !== null && TOKEN_CODES.has(code)) void endUnlessRenewed(code === 'token_expired' ? code : 'revoked');
        else lost();
      },
      event,
    },
  });

  function event(name: string, payload: unknown) {
    if (name === 'session.ready') sessionReady(payload as SessionReady);
    else if (name === 'session.ended') {
      const { reason } = payload as V1ServerPayload<'session.ended'>;
      if (reason === 'token_expired' || reason === 'revoked') void endUnlessRenewed(reason);
    } else deps.onEvent(name, payload);
  }

  function sessionReady(session: SessionReady) {
    clearTimers();
    ready = true;
    everReady = true;
    attempt = 0;
    renewal = renewToken({ clock, getToken }, wire, () => lastToken, session.expiresAt);
    deps.onState({ status: 'connected', replica: session.replica, attempt: 0, sinceMs: clock.now() });
    deps.onReady(session);
  }

  function clearTimers() {
    for (const timer of [retryTimer, readyTimer, offlineTimer]) if (timer !== null) clock.clearTimeout(timer);
    retryTimer = readyTimer = offlineTimer = null;
    renewal?.cancel();
    renewal = null;
  }

  function open() {
    if (retryTimer !== null) clock.clearTimeout(retryTimer);
    if (readyTimer !== null) clock.clearTimeout(readyTimer);
    retryTimer = null;
    readyTimer = clock.setTimeout(() => {
      wire.close();
      lost();
    }, READY_TIMEOUT_MS);
    wire.open();
  }

  /** Idempotent per loss: several layers may report the same one. */
  function lost() {
    if (!running || retryTimer !== null) return;
    const wasReady = ready;
    ready = false;
    renewal?.cancel();
    renewal = null;
    if (readyTimer !== null) clock.clearTimeout(readyTimer);
    readyTimer = null;
    if (wasReady) deps.onState({ socketId: null, replica: null, transport: null, sinceMs: clock.now() });
    showTrying(wasReady);
    retryTimer = clock.setTimeout(open, backoffMs(attempt, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, deps.random));
    attempt += 1;
  }

  function showTrying(fresh: boolean) {
    if (!network.isOnline()) {
      deps.onState({ status: 'offline', attempt });
      return;
    }
    if (fresh) deps.onState({ status: 'reconnecting' });
    deps.onState({ attempt });
    offlineTimer ??= clock.setTimeout(() => deps.onState({ status: 'offline' }), OFFLINE_AFTER_MS);
  }

  async function endUnlessRenewed(reason: 'token_expired' | 'revoked') {
    const refused = lastToken;
    const token = await Promise.resolve(deps.getToken()).catch(() => refused);
    if (!running) return;
    if (token !== refused) return lost();
    stop();
    deps.onState({ status: 'offline' });
    deps.onEnded(reason);
  }

  function networkChanged() {
    if (!running || ready) return;
    if (network.isOnline()) reconnect();
    else deps.onState({ status: 'offline' });
  }

  function start() {
    if (running) return;
    running = true;
    forgetNetwork = network.onChange(networkChanged);
    deps.onState({ status: everReady ? 'reconnecting' : 'connecting', sinceMs: clock.now() });
    offlineTimer = clock.setTimeout(() => deps.onState({ status: 'offline' }), OFFLINE_AFTER_MS);
    open();
  }

  function stop() {
    running = false;
    ready = false;
    forgetNetwork?.();
    forgetNetwork = null;
    clearTimers();
    wire.close();
    deps.onState({ socketId: null, replica: null, transport: null });
  }

  function reconnect() {
    if (ready) return;
    if (!running) return start();
    attempt = 0;
    deps.onState({ status: everReady ? 'reconnecting' : 'connecting', attempt });
    if (offlineTimer !== null) clock.clearTimeout(offlineTimer);
    offlineTimer = clock.setTimeout(() => deps.onState({ status: 'offline' }), OFFLINE_AFTER_MS);
    if (retryTimer !== null) open();
  }

  return {
    start,
    stop,
    reconnect,
    isReady: () => ready,
    request: (name, payload) =>
      ready ? wire.request(name, payload) : Promise.reject(networkError('there is no session')),
    tell: (name, payload) => {
      if (ready) wire.tell(name, payload);
    },
  };
}
