import type { Call } from '@causerie/contracts';
import type { CallsEnvironment } from './environment.ts';
import { takeTurn } from './one-tab.ts';
import { myPart } from './state.ts';
import type { CallsStore } from './store.ts';
import type { CallLine } from './transport.ts';

/** No call rings longer (CALL-4), whatever the clock of this machine says. */
const RING_MAX_MS = 45_000;

/** What ringing needs. */
export interface RingerDeps {
  env: CallsEnvironment;
  line: CallLine;
  store: CallsStore;
}

/** One ring that this tab sounds, or waits to. */
interface Ring {
  /** Until when the server lets it ring; another value is another ring. */
  ringUntil: string;
  hasTurn: boolean;
  /** The server has said whether it rings. */
  answered: boolean;
  giveUp(): void;
  timer: unknown;
}

/**
 * Rings for calls that ask for me: in one tab, after the server was asked (CALL-3), and not a moment longer than it lasts.
 * A tab that closes while it rings hands over to another one. Of tabs that share a connection the one that holds it rings, because
 * the server takes the device that asks for the one that the connection serves.
 */
export class Ringer {
  readonly #deps: RingerDeps;
  readonly #rings = new Map<string, Ring>();

  constructor(deps: RingerDeps) {
    this.#deps = deps;
  }

  /** Looks at what is known of calls; to be called after every change of it. */
  settle(): void {
    const { line, store } = this.#deps;
    const { calls, own } = store.getSnapshot();
    for (const [callId, ring] of this.#rings) {
      const call = calls[callId];
      if (call === undefined || own?.callId === callId || ringOf(call, line) !== ring.ringUntil) this.#end(callId);
    }
    for (const call of Object.values(calls)) {
      const ringUntil = ringOf(call, line);
      if (ringUntil !== null && own?.callId !== call.id && !this.#rings.has(call.id)) this.#begin(call, ringUntil);
    }
  }

  /** Signals pass again, perhaps over a connection that is this tab's now: asks what could not be asked. */
  askAgain(): void {
    for (const [callId, ring] of this.#rings) {
      ring.hasTurn ||= this.#deps.line.leads?.() === true;
      if (ring.hasTurn && !ring.answered) void this.#ask(callId, ring);
    }
  }

  /** Signals do not pass. Where another tab holds the connection now, that one rings. */
  signalsLost(): void {
    if (this.#deps.line.leads?.() !== false) return;
    for (const [callId, ring] of this.#rings) {
      ring.hasTurn = false;
      ring.answered = false;
      this.#silence(callId, ring);
    }
  }

  stop(): void {
    for (const callId of this.#rings.keys()) this.#end(callId);
  }

  #begin(call: Call, ringUntil: string): void {
    const { env, line } = this.#deps;
    const ring: Ring = { ringUntil, hasTurn: false, answered: false, giveUp: () => undefined, timer: null };
    this.#rings.set(call.id, ring);
    const leads = line.leads?.() ?? null;
    if (leads !== null) {
      ring.hasTurn = leads;
      if (leads) void this.#ask(call.id, ring);
      return;
    }
    // Two people who share a browser ring each for themselves.
    const name = `causerie-ring-${call.id}-${myPart(call, line.whoAmI())?.id ?? ''}`;
    ring.giveUp = takeTurn(env, name, () => {
      ring.hasTurn = true;
      void this.#ask(call.id, ring);
    });
  }

  async #ask(callId: string, ring: Ring): Promise<void> {
    const { env, line, store } = this.#deps;
    const answer = await line.transport.request('call.ring', { callId, device: line.device }).catch(() => null);
    // Without an answer nothing rings; it is asked again once signals pass.
    if (answer === null || this.#rings.get(callId) !== ring || !ring.hasTurn) return;
    ring.answered = true;
    if (!answer.ring) return;
    const nowMs = env.clock.now();
    const leftMs = Date.parse(answer.ringUntil ?? ring.ringUntil) - nowMs;
    // The server has just said that it rings: where the clocks disagree, the length of a ring is what is known.
    const lastsMs = leftMs > 0 && leftMs <= RING_MAX_MS ? leftMs : RING_MAX_MS;
    ring.timer = env.clock.setTimeout(() => store.dispatch({ type: 'ring', callId, untilMs: null }), lastsMs);
    store.dispatch({ type: 'ring', callId, untilMs: nowMs + lastsMs });
  }

  #end(callId: string): void {
    const ring = this.#rings.get(callId);
    if (ring === undefined) return;
    this.#rings.delete(callId);
    ring.giveUp();
    this.#silence(callId, ring);
  }

  #silence(callId: string, ring: Ring): void {
    const { env, store } = this.#deps;
    if (ring.timer !== null) env.clock.clearTimeout(ring.timer);
    ring.timer = null;
    store.dispatch({ type: 'ring', callId, untilMs: null });
  }
}

/** Until when a call rings for me as far as is known; null when it does not. */
function ringOf(call: Call, line: CallLine): string | null {
  const mine = myPart(call, line.whoAmI());
  return mine?.state === 'invited' || mine?.state === 'ringing' ? mine.ringUntil : null;
}
