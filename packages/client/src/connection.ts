import type { V1ServerPayload } from '@causerie/contracts';
import { backoffMs } from './backoff.ts';
import type { Clock, Network } from './environment.ts';
import { networkError, parseFailure } from './error.ts';
import { endingOf, type SessionEnding } from './ending.ts';
import type { ConnectionState } from './state.ts';
import { renewToken, type TokenRenewal } from './token-renewal.ts';
import type { Wire, WireFactory } from './wire.ts';

/** The first retry comes quickly: most losses are one gateway restarting beside a healthy one. */
const RECONNECT_FIRST_MS = 400;
const RECONNECT_MAX_MS = 5_000;
/** From the attempt to `session.ready`: a gateway that opens a transport and then says nothing cannot serve us. */
const READY_TIMEOUT_MS = 12_000;
/** After this long without a session, "reconnecting" would be a promise; the interface says "offline". */
const OFFLINE_AFTER_MS = 15_000;
/** A host that cannot give a token is asked again after these waits before the session counts as ended. */
const TOKEN_WAITS_MS = [1_000, 3_000];
/** Codes that refuse a session, besides those that speak of the token: a good one of somebody who may not be here. */
const DOOR_CODES = new Set(['forbidden', 'identity_mismatch']);

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
  onEnded(reason: SessionEnding): void;
}

/** Keeps one session with the gateway alive: unlimited attempts with jitter, readiness, token renewal. */
export class Connection {
  readonly #deps: ConnectionDeps;
  readonly #wire: Wire;
  #running = false;
  #ready = false;
  #everReady = false;
  #attempt = 0;
  #lastToken: string | null = null;
  #isTokenMissing = false;
  #isEnding = false;
  #renewal: TokenRenewal | null = null;
  #retryTimer: unknown = null;
  #readyTimer: unknown = null;
  #offlineTimer: unknown = null;
  #forgetNetwork: (() => void) | null = null;

  constructor(deps: ConnectionDeps) {
    this.#deps = deps;
    this.#wire = deps.wire({
      url: deps.url,
      getToken: () => this.#getToken(),
      handlers: {
        opened: (socketId, transport) => deps.onState({ socketId, transport }),
        closed: () => this.#lost(),
        refused: (body) => this.#refused(body),
        event: (name, payload) => this.#event(name, payload),
        led: (leads) => deps.onState({ leads }),
      },
    });
  }

  /** Whether a session is established: requests go through the socket. */
  isReady(): boolean {
    return this.#ready;
  }

  request(name: string, payload: unknown): Promise<unknown> {
    return this.#ready ? this.#wire.request(name, payload) : Promise.reject(networkError('there is no session'));
  }

  tell(name: string, payload: unknown): void {
    if (this.#ready) this.#wire.tell(name, payload);
  }

  /** Whether this tab holds the connection that it shares with others; null where it shares none. */
  leads(): boolean | null {
    return this.#wire.leads?.() ?? null;
  }

  /** Makes this tab the one that holds the connection. */
  async claim(): Promise<void> {
    await this.#wire.claim?.();
  }

  /** A door did not take the token (any more), or there was none to show. */
  tokenRefused(reason: SessionEnding): void {
    if (!this.#running) return;
    if (this.#ready) this.#wire.close();
    void this.#endUnlessRenewed(reason);
  }

  /** Another person uses this page: the session of the one before ends, and theirs begins. */
  begin(): void {
    if (!this.#running) return;
    this.stop();
    this.#everReady = false;
    this.start();
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#forgetNetwork = this.#deps.network.onChange(() => this.#networkChanged());
    this.#trying();
    this.#open();
  }

  stop(): void {
    this.#running = false;
    this.#ready = false;
    this.#forgetNetwork?.();
    this.#forgetNetwork = null;
    this.#clearTimers();
    this.#wire.close();
    this.#deps.onState({ status: 'offline', socketId: null, replica: null, transport: null });
  }

  /** Tries now instead of waiting for the next attempt. */
  reconnect(): void {
    if (this.#ready) return;
    if (!this.#running) {
      this.start();
      return;
    }
    this.#attempt = 0;
    this.#trying();
    if (this.#retryTimer !== null) this.#open();
  }

  async #getToken(): Promise<string> {
    this.#isTokenMissing = true;
    this.#lastToken = await this.#deps.getToken();
    this.#isTokenMissing = false;
    return this.#lastToken;
  }

  #event(name: string, payload: unknown): void {
    if (name === 'session.ready') {
      this.#sessionReady(payload as SessionReady);
    } else if (name === 'session.ended') {
      const { reason } = payload as V1ServerPayload<'session.ended'>;
      if (reason === 'token_expired' || reason === 'revoked') void this.#endUnlessRenewed(reason);
    } else {
      this.#deps.onEvent(name, payload);
    }
  }

  #sessionReady(session: SessionReady): void {
    const { clock, onReady, onState } = this.#deps;
    this.#clearTimers();
    this.#ready = true;
    this.#everReady = true;
    this.#attempt = 0;
    this.#renewal = renewToken(
      { clock, getToken: () => this.#getToken() },
      this.#wire,
      () => this.#lastToken,
      session.expiresAt,
    );
    onState({ status: 'connected', replica: session.replica, attempt: 0, sinceMs: clock.now() });
    onReady(session);
  }

  #refused(body: unknown): void {
    const code = body === null ? null : parseFailure(body, 0).code;
    const ending = code === null ? null : DOOR_CODES.has(code) ? 'refused' : endingOf(code);
    if (ending === null) this.#lost();
    // A host that had no token to show was not refused for good.
    else void this.#endUnlessRenewed(this.#isTokenMissing ? 'token_expired' : ending);
  }

  #open(): void {
    const { clock } = this.#deps;
    this.#retryTimer = this.#cleared(this.#retryTimer);
    this.#cleared(this.#readyTimer);
    this.#readyTimer = clock.setTimeout(() => {
      this.#wire.close();
      this.#lost();
    }, READY_TIMEOUT_MS);
    this.#wire.open();
  }

  /** Idempotent per loss: several layers may report the same one. */
  #lost(): void {
    if (!this.#running || this.#retryTimer !== null) return;
    const { clock, onState, random } = this.#deps;
    if (this.#ready) {
      this.#ready = false;
      onState({ socketId: null, replica: null, transport: null });
      this.#trying();
    }
    this.#renewal?.cancel();
    this.#renewal = null;
    this.#readyTimer = this.#cleared(this.#readyTimer);
    const delayMs = backoffMs(this.#attempt, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, random);
    this.#retryTimer = clock.setTimeout(() => this.#open(), delayMs);
    this.#attempt += 1;
    onState({ attempt: this.#attempt });
  }

  /** Says what is being tried, and plans when to stop calling it that. */
  #trying(): void {
    const { clock, network, onState } = this.#deps;
    const status = !network.isOnline() ? 'offline' : this.#everReady ? 'reconnecting' : 'connecting';
    onState({ status, attempt: this.#attempt, sinceMs: clock.now() });
    this.#cleared(this.#offlineTimer);
    this.#offlineTimer = clock.setTimeout(() => onState({ status: 'offline' }), OFFLINE_AFTER_MS);
  }

  async #endUnlessRenewed(reason: SessionEnding): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const refused = this.#lastToken;
    const token = await this.#otherToken(refused);
    this.#isEnding = false;
    if (!this.#running) return;
    if (token === refused) {
      this.stop();
      this.#deps.onEnded(reason);
    } else {
      this.#lost();
    }
  }

  /** Another token than the one that was refused, if the host has one; the same where it has none. */
  async #otherToken(refused: string | null): Promise<string | null> {
    for (const waitMs of [...TOKEN_WAITS_MS, null]) {
      try {
        return await this.#getToken();
      } catch {
        if (waitMs === null || !this.#running) break;
        await new Promise<void>((resolve) => void this.#deps.clock.setTimeout(resolve, waitMs));
      }
    }
    return refused;
  }

  #networkChanged(): void {
    if (!this.#running || this.#ready) return;
    if (this.#deps.network.isOnline()) this.reconnect();
    else this.#deps.onState({ status: 'offline' });
  }

  #clearTimers(): void {
    this.#retryTimer = this.#cleared(this.#retryTimer);
    this.#readyTimer = this.#cleared(this.#readyTimer);
    this.#offlineTimer = this.#cleared(this.#offlineTimer);
    this.#renewal?.cancel();
    this.#renewal = null;
  }

  #cleared(timer: unknown): null {
    if (timer !== null) this.#deps.clock.clearTimeout(timer);
    return null;
  }
}
