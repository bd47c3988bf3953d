import { backoffMs } from '../backoff.ts';
import type { Clock, Network } from '../environment.ts';
import { CauserieError, networkError, parseFailure, timeoutError } from '../error.ts';
import { type CallListener, Listeners, type CallTransport, type CallVerb, type CallVerbs } from './transport.ts';

const RECONNECT_FIRST_MS = 400;
const RECONNECT_MAX_MS = 5_000;
/** An answer comes within 3 s (DEL-5); a slow phone network gets as much again. */
const ANSWER_TIMEOUT_MS = 6_000;
/** From the attempt to the answer to `hello`. */
const HELLO_TIMEOUT_MS = 12_000;
/** How often it is asked whether a quiet connection still carries something. */
const PULSE_MS = 15_000;
/** Close codes: the token is not believed (any more), and the call of this guest is over. */
const TOKEN_REFUSED = new Set([4401, 4403]);
const CALL_OVER = 4410;

/** The part of a browser's WebSocket that is used; tests give another one. */
export type PlainSocket = Pick<WebSocket, 'addEventListener' | 'close' | 'send'>;

/** What the transport needs. */
export interface PlainTransportDeps {
  /** Origin of the API gateway; empty for the page's own. */
  url: string;
  device: string;
  /** The first words beside the device: the token of a person, or that of a guest. Asked at every connection. */
  getWords: () => Promise<{ token: string } | { guestToken: string }>;
  clock: Clock;
  network: Network;
  random: () => number;
  openSocket?: (url: string) => PlainSocket;
  /** The server will not take this token again; nothing more is tried. */
  onRefused?: () => void;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: CauserieError): void;
  timer: unknown;
}

/** Calls over the plain WebSocket at `/ws/calls`: for guests, and for whoever speaks no Socket.IO. */
export class PlainTransport implements CallTransport {
  readonly #deps: PlainTransportDeps;
  readonly #listeners = new Listeners();
  readonly #waiting = new Map<number, Waiting>();
  #socket: PlainSocket | null = null;
  #nextId = 1;
  #attempt = 0;
  #ready = false;
  #timer: unknown = null;
  #lastWords: string | null = null;
  #refusedWords: string | null = null;
  #forgetNetwork: (() => void) | null = null;

  constructor(deps: PlainTransportDeps) {
    this.#deps = deps;
  }

  isReady(): boolean {
    return this.#ready;
  }

  listen(listener: CallListener): () => void {
    return this.#listeners.add(listener);
  }

  async request<V extends CallVerb>(verb: V, input: CallVerbs[V]['input']): Promise<CallVerbs[V]['result']> {
    if (!this.#ready) throw networkError('there is no connection');
    return (await this.#ask(verb, input)) as CallVerbs[V]['result'];
  }

  start(): void {
    if (this.#forgetNetwork !== null) return;
    const { network } = this.#deps;
    this.#forgetNetwork = network.onChange(() => {
      if (!this.#ready && this.#socket === null && network.isOnline()) this.#open();
    });
    this.#open();
  }

  stop(): void {
    this.#forgetNetwork?.();
    this.#forgetNetwork = null;
    this.#drop();
    this.#cancel();
  }

  #open(): void {
    const { clock } = this.#deps;
    this.#cancel();
    const socket = (this.#deps.openSocket ?? openWebSocket)(addressOf(this.#deps.url));
    this.#socket = socket;
    this.#timer = clock.setTimeout(() => this.#lost(socket, 0), HELLO_TIMEOUT_MS);
    socket.addEventListener('open', () => void this.#greet(socket));
    socket.addEventListener('message', ({ data }) => socket === this.#socket && this.#hear(String(data)));
    socket.addEventListener('close', ({ code }) => this.#lost(socket, code));
  }

  async #greet(socket: PlainSocket): Promise<void> {
    const { device, getWords } = this.#deps;
    try {
      const words = await getWords();
      this.#refusedWords = this.#lastWords === JSON.stringify(words) ? this.#refusedWords : null;
      this.#lastWords = JSON.stringify(words);
      await this.#ask('hello', { ...words, device });
      if (socket !== this.#socket) return;
      this.#attempt = 0;
      this.#ready = true;
      this.#beat();
      this.#listeners.ready();
    } catch {
      this.#lost(socket, 0);
    }
  }

  /** A line that was cut without a word is noticed by an answer that does not come. */
  #beat(): void {
    this.#cancel();
    const socket = this.#socket;
    this.#timer = this.#deps.clock.setTimeout(() => {
      this.#ask('call.sync', {}).then(
        () => socket === this.#socket && this.#ready && this.#beat(),
        () => socket !== null && this.#lost(socket, 0),
      );
    }, PULSE_MS);
  }

  #hear(text: string): void {
    const frame = JSON.parse(text) as { id?: number; event?: string; payload?: unknown };
    if (frame.event !== undefined) return this.#listeners.event(frame.event, frame.payload);
    const { id, ...answer } = frame;
    const waiting = this.#waiting.get(id ?? 0);
    if (waiting === undefined) return;
    this.#waiting.delete(id ?? 0);
    this.#deps.clock.clearTimeout(waiting.timer);
    waiting.resolve(answer);
  }

  async #ask(event: string, payload: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const answer = await new Promise<unknown>((resolve, reject) => {
      const timer = this.#deps.clock.setTimeout(() => {
        this.#waiting.delete(id);
        reject(timeoutError(ANSWER_TIMEOUT_MS));
      }, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#socket?.send(JSON.stringify({ id, event, payload }));
    });
    const { ok, error, ...result } = answer as { ok?: boolean; error?: unknown };
    if (ok === true) return result;
    throw new CauserieError(parseFailure(error, 0));
  }

  /** Idempotent per connection: its silence and its end may both be noticed. */
  #lost(socket: PlainSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#drop();
    this.#cancel();
    if (this.#forgetNetwork === null) return;
    if (code === CALL_OVER || (TOKEN_REFUSED.has(code) && this.#refusedWords !== null)) return this.#deps.onRefused?.();
    // Tokens end: the next attempt asks for a new one, and only the same one again is refused for good.
    if (TOKEN_REFUSED.has(code)) this.#refusedWords = this.#lastWords;
    const delayMs = backoffMs(this.#attempt, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, this.#deps.random);
    this.#attempt += 1;
    this.#timer = this.#deps.clock.setTimeout(() => this.#open(), delayMs);
  }

  #drop(): void {
    const socket = this.#socket;
    const wasReady = this.#ready;
    this.#socket = null;
    this.#ready = false;
    socket?.close();
    for (const { reject, timer } of this.#waiting.values()) {
      this.#deps.clock.clearTimeout(timer);
      reject(networkError('the connection was lost'));
    }
    this.#waiting.clear();
    if (wasReady) this.#listeners.lost();
  }

  #cancel(): void {
    if (this.#timer !== null) this.#deps.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }
}

function addressOf(url: string): string {
  const origin = url === '' ? globalThis.location.origin : url;
  return `${origin.replace(/^http/, 'ws')}/ws/calls`;
}

function openWebSocket(url: string): PlainSocket {
  return new WebSocket(url);
}
