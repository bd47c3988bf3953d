import type { Call, CallKind, CallSignal } from '@causerie/contracts';
import { asCauserieError, CauserieError } from '../error.ts';
import type { Begin } from './calls.ts';
import type { CallsEnvironment } from './environment.ts';
import { IceServers } from './ice-servers.ts';
import type { LocalMedia } from './local-media.ts';
import { Participation } from './participation.ts';
import { Ringer } from './ringer.ts';
import { myPart, type OverReason } from './state.ts';
import { type CallsStore, createCallsStore } from './store.ts';
import type { CallLine, CallVerb } from './transport.ts';

/** Pushes that carry a whole call. */
const SNAPSHOTS = new Set(['call.created', 'call.incoming', 'call.updated']);
/** A server that is too busy to say which calls live is asked again after this long. */
const SYNC_AGAIN_MS = 2_000;
/** Another tab that took the connection did it for a call of its own, which ends the one of this tab within this time. */
const CLAIM_BACK_AFTER_MS = 3_000;

/** Holds the parts together: what is heard goes to the store, what the store says goes to the ringer and to my part of a call. */
export class CallDesk {
  readonly store: CallsStore = createCallsStore();
  readonly ice: IceServers;
  readonly #line: CallLine;
  readonly #env: CallsEnvironment;
  readonly #ringer: Ringer;
  /** Calls that were left while the server could not be told. */
  readonly #leaving = new Map<string, 'call.leave' | 'call.end'>();
  #part: Participation | null = null;
  #stopListening: (() => void) | null = null;
  #settling: 'no' | 'once' | 'again' = 'no';

  constructor(line: CallLine, env: CallsEnvironment) {
    this.#line = line;
    this.#env = env;
    this.ice = new IceServers(line, env.clock);
    this.#ringer = new Ringer({ env, line, store: this.store });
  }

  /** The media of my call; null without one. */
  get media(): LocalMedia | null {
    return this.#part?.media ?? null;
  }

  open(): void {
    if (this.#stopListening !== null) return;
    const { transport } = this.#line;
    const forget = this.store.subscribe(() => this.#settle());
    const deaf = transport.listen({
      ready: () => void this.#ready(),
      lost: () => {
        this.#part?.signalingLost();
        this.#ringer.signalsLost();
        this.store.dispatch({ type: 'signaling', ready: false });
      },
      event: (name, payload) => this.#event(name, payload),
    });
    this.#stopListening = () => {
      forget();
      deaf();
    };
    if (transport.isReady()) void this.#ready();
  }

  close(): void {
    this.#stopListening?.();
    this.#stopListening = null;
    this.#ringer.stop();
    this.#part?.close();
    this.#part = null;
  }

  /** Before anything is begun that needs it. @throws CauserieError `unsupported` where there is no WebRTC. */
  needWebRtc(): void {
    if (this.#env.canConnect) return;
    const detail = 'this browser has no WebRTC';
    throw new CauserieError({ code: 'unsupported', detail, retryable: false, requestId: null });
  }

  /** Takes a snapshot that was answered to a request. */
  heard(call: Call): void {
    this.store.dispatch({ type: 'call', call });
  }

  /** A call of mine was made, or found: I take part in it, unless it is over already. */
  async begun(call: Call, begin: Begin = {}): Promise<Call> {
    const mine = myPart(call, this.#line.whoAmI());
    if (mine?.state === 'joined' && (mine.device === null || mine.device === this.#line.device)) {
      this.#begin(call.id, null);
      this.heard(call);
      if (call.status === 'ended') return call;
      void this.#openMedia(call.kind, begin);
      await this.#part?.signalingBack();
      return call;
    }
    this.heard(call);
    return call.status === 'ended' ? call : this.enter(call.id, begin);
  }

  /** Answers, joins or comes back; who has to wait is in it as one who waits. */
  async enter(callId: string, begin: Begin = {}): Promise<Call> {
    const { transport, device } = this.#line;
    this.needWebRtc();
    await this.#line.claim?.();
    const known = this.store.getSnapshot().calls[callId] ?? (await this.#asked(callId));
    this.#begin(callId, this.#env.clock.now());
    const kind = known?.kind;
    const isKindKnown = kind !== undefined || begin.camera !== undefined;
    if (isKindKnown) void this.#openMedia(kind, begin);
    if (known !== undefined && myPart(known, this.#line.whoAmI())?.state === 'waiting') return known;
    try {
      const { call } = await transport.request('call.join', { callId, device, takeOver: begin.takeOver ?? false });
      this.heard(call);
      if (!isKindKnown) void this.#openMedia(call.kind, begin);
      return call;
    } catch (error) {
      this.#over(callId, 'gone');
      throw asCauserieError(error);
    }
  }

  /** A call that no push told of yet: who waits in it must know that before joining, which is refused to them. */
  async #asked(callId: string): Promise<Call | undefined> {
    const answer = await this.#line.transport.request('call.sync', {}).catch(() => ({ calls: [] }));
    const call = answer.calls.find(({ id }) => id === callId);
    if (call !== undefined) this.heard(call);
    return call;
  }

  async decline(callId: string): Promise<void> {
    const { call } = await this.#line.transport.request('call.decline', { callId });
    this.heard(call);
  }

  async hangUp(verb: 'call.leave' | 'call.end'): Promise<void> {
    const callId = this.#part?.callId;
    if (callId === undefined) return;
    this.#over(callId, 'left');
    this.#leaving.set(callId, verb);
    await this.#tellLeaving();
  }

  #begin(callId: string, answeredAtMs: number | null): void {
    if (this.#part?.callId === callId) return;
    // Nobody takes part in two calls at a time (CALL-7).
    void this.hangUp('call.leave');
    this.#leaving.delete(callId);
    this.store.dispatch({ type: 'own.began', callId });
    const { ice, store } = this;
    this.#part = new Participation({ env: this.#env, line: this.#line, store, ice, callId, answeredAtMs });
    this.#settle();
  }

  async #openMedia(kind: CallKind | undefined, { microphone = true, camera }: Begin): Promise<void> {
    await this.#part?.open({ microphone, camera: camera ?? kind === 'video' });
  }

  #over(callId: string, reason: OverReason): void {
    this.store.dispatch({ type: 'own.over', callId, reason });
  }

  #event(name: string, payload: unknown): void {
    if (SNAPSHOTS.has(name)) {
      this.heard((payload as { call: Call }).call);
    } else if (name === 'call.signal') {
      const signal = payload as CallSignal;
      const isMine = signal.toDevice === null || signal.toDevice === this.#line.device;
      if (isMine && signal.callId === this.#part?.callId) this.#part.signal(signal);
    }
  }

  /** There is a connection (again): what was missed is asked for, then everything that waited for it is said. */
  async #ready(): Promise<void> {
    const { transport } = this.#line;
    const known = Object.keys(this.store.getSnapshot().calls);
    this.store.dispatch({ type: 'signaling', ready: true });
    await this.#tellLeaving();
    if (this.#part !== null && this.#line.leads?.() === false) return this.#claimBack(this.#part);
    try {
      const { calls } = await transport.request('call.sync', {});
      this.store.dispatch({ type: 'synced', calls: [...calls, ...(await this.#cameBack(calls))], known });
    } catch {
      if (transport.isReady())
        this.#env.clock.setTimeout(() => transport.isReady() && void this.#ready(), SYNC_AGAIN_MS);
      return;
    }
    this.#ringer.askAgain();
    await this.#part?.signalingBack();
  }

  /**
   * Another tab holds the connection now. It serves one device only, and leases are for whoever has it: a part that is still this
   * tab's after a while needs the connection back, and then everything is said anew.
   */
  #claimBack(part: Participation): void {
    const { transport } = this.#line;
    transport.request('call.sync', {}).then(
      ({ calls }) => calls.forEach((call) => this.heard(call)),
      () => undefined,
    );
    this.#env.clock.setTimeout(() => {
      if (this.#part === part && this.#line.leads?.() === false) void this.#line.claim?.();
    }, CLAIM_BACK_AFTER_MS);
  }

  /** My call, when I counted as gone in the meantime: it is joined again where that is possible still. */
  async #cameBack(live: readonly Call[]): Promise<Call[]> {
    const { transport, device } = this.#line;
    const part = this.#part;
    if (part === null || live.some(({ id }) => id === part.callId)) return [];
    const input = { callId: part.callId, device, media: part.media.told() };
    const answer = await transport.request('call.join', input).catch(() => null);
    return answer === null ? [] : [answer.call];
  }

  async #tellLeaving(): Promise<void> {
    for (const [callId, verb] of this.#leaving) {
      try {
        const { call } = await this.#line.transport.request(verb satisfies CallVerb, { callId });
        this.#leaving.delete(callId);
        this.heard(call);
      } catch (error) {
        if (!asCauserieError(error).retryable) this.#leaving.delete(callId);
      }
    }
  }

  /** What follows from the state. Following may change it again, which is looked at afterwards and not in between. */
  #settle(): void {
    if (this.#settling !== 'no') {
      this.#settling = 'again';
      return;
    }
    do {
      this.#settling = 'once';
      if (this.#part !== null && this.store.getSnapshot().own?.callId !== this.#part.callId) {
        this.#part.close();
        this.#part = null;
      }
      this.#ringer.settle();
      this.#part?.settle();
    } while ((this.#settling as 'once' | 'again') === 'again');
    this.#settling = 'no';
  }
}
