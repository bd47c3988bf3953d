import type { Call, CallMedia, CallParticipant, CallSignal } from '@causerie/contracts';
import { asCauserieError } from '../error.ts';
import type { CallsEnvironment } from './environment.ts';
import type { IceServers } from './ice-servers.ts';
import { bestOf, climb, type Ladder, topOfLadder } from './ladder.ts';
import { LocalMedia } from './local-media.ts';
import { Meter, type Reading } from './meter.ts';
import { PeerLink } from './peer-link.ts';
import type { LineQuality } from './quality.ts';
import { QualityLog } from './quality-report.ts';
import { myPart, type OverReason } from './state.ts';
import type { CallsStore } from './store.ts';
import type { CallLine } from './transport.ts';

/** Signals of somebody whose part is not known here yet; they come before the snapshot that tells it. */
const EARLY_MAX = 200;
/** Browsers hide the addresses of this machine until the person allowed microphone or camera; nobody waits longer for that. */
const MEDIA_PATIENCE_MS = 2_000;

/** What taking part needs. */
export interface ParticipationDeps {
  env: CallsEnvironment;
  line: CallLine;
  store: CallsStore;
  ice: IceServers;
  callId: string;
  /** When the person said that they answer; null for who waits for an answer, and counts from then. */
  answeredAtMs: number | null;
}

interface Link {
  peer: PeerLink;
  /** The device at the other end; another one is another connection. */
  device: string | null;
}

/** This device's part in one call: its media, and a connection to everybody else who takes part. */
export class Participation {
  readonly callId: string;
  readonly media: LocalMedia;
  readonly #deps: ParticipationDeps;
  readonly #links = new Map<string, Link>();
  readonly #early = new Map<string, CallSignal[]>();
  readonly #meter: Meter;
  readonly #log = new QualityLog();
  readonly #forgetNetwork: () => void;
  #answeredAtMs: number | null;
  #waitsFor = new Set(['relay', 'media']);
  #toldMedia = '';
  #setupMs: number | null = null;
  #ladder: Ladder = topOfLadder;
  #hadPart = false;
  #hasWaited = false;
  #joining = false;
  #away = false;
  #closed = false;

  constructor(deps: ParticipationDeps) {
    const { callId, env, ice, store } = deps;
    this.#deps = deps;
    this.callId = callId;
    this.#answeredAtMs = deps.answeredAtMs;
    this.media = new LocalMedia(env, (media) => {
      store.dispatch({ type: 'own.media', media });
      for (const { peer } of this.#links.values()) void peer.sendInstead();
      this.#tellMedia();
    });
    this.#meter = new Meter({
      clock: env.clock,
      lines: () => new Map([...this.#links].map(([id, { peer }]) => [id, peer])),
      onFirst: (atMs, quality) => this.#began(atMs, quality),
      onMeasured: (readings) => this.#measured(readings),
    });
    this.#meter.start();
    this.#forgetNetwork = env.network.onChange(() => {
      if (env.network.isOnline()) for (const { peer } of this.#links.values()) peer.networkChanged();
    });
    void ice.known().then(() => this.#may('relay'));
  }

  /** Opens the media with which the person begins. */
  async open(wanted: { microphone: boolean; camera: boolean }): Promise<void> {
    const timer = this.#deps.env.clock.setTimeout(() => this.#may('media'), MEDIA_PATIENCE_MS);
    await this.media.open(wanted);
    this.#deps.env.clock.clearTimeout(timer);
    this.#may('media');
  }

  /** Brings the connections in line with what is known of the call; to be called after every change of it. */
  settle(): void {
    const { line, store } = this.#deps;
    const call = store.getSnapshot().calls[this.callId];
    const mine = call === undefined ? undefined : myPart(call, line.whoAmI());
    if (this.#closed || call === undefined || mine === undefined) return;
    const isAdmitted = this.#hasWaited && mine.state === 'invited';
    this.#hasWaited = mine.state === 'waiting';
    if (mine.state === 'removed') this.#end('removed');
    else if (isAdmitted) void this.#joinAdmitted();
    // Who was not heard of for too long counts as gone, and joins again once signals pass; otherwise another device has left for me.
    else if (mine.state === 'left' && !this.#away) this.#end('left');
    else if (mine.state === 'joined') this.#settleJoined(call, mine);
  }

  #settleJoined(call: Call, mine: CallParticipant): void {
    const hasPart = mine.device === this.#deps.line.device;
    // Before this device had the part, another one may have it still: it is being taken over.
    if (!hasPart && this.#hadPart) return this.#end('moved');
    this.#hadPart = hasPart;
    if (hasPart && this.#waitsFor.size === 0) this.#connect(call, mine);
  }

  /** A signal of this call arrived. */
  signal(signal: CallSignal): void {
    const { participantId, device } = signal.from;
    const link = this.#links.get(participantId);
    if (link === undefined) {
      const early = [...(this.#early.get(participantId) ?? []), signal];
      this.#early.set(participantId, early.slice(-EARLY_MAX));
      return;
    }
    // Their new device speaks before the snapshot that tells of it: its first offer says that it begins anew.
    link.device = device ?? link.device;
    void link.peer.receive(signal.signal);
  }

  /** Signals do not pass; sound and pictures go on. */
  signalingLost(): void {
    this.#away = true;
  }

  /** Signals pass again: says that this connection serves this device, and what the others may have missed. */
  async signalingBack(): Promise<void> {
    const { line, store } = this.#deps;
    try {
      const { call } = await line.transport.request('call.attach', { callId: this.callId, device: line.device });
      store.dispatch({ type: 'call', call });
    } catch (error) {
      // Another device of mine has the part. What else may have become of it is in the snapshot that was asked for before.
      if (asCauserieError(error).code === 'conflict') return this.#end('moved');
    }
    this.#away = false;
    this.#toldMedia = '';
    this.settle();
    this.#tellMedia();
    for (const { peer } of this.#links.values()) peer.signalingBack();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#report();
    this.#meter.stop();
    this.#forgetNetwork();
    for (const { peer } of this.#links.values()) peer.close();
    this.#links.clear();
    this.media.close();
  }

  #may(what: 'relay' | 'media'): void {
    this.#waitsFor.delete(what);
    this.settle();
  }

  #connect(call: Call, mine: CallParticipant): void {
    const others = call.participants.filter(({ id, state }) => id !== mine.id && state === 'joined');
    const ends =
      call.topology === 'sfu' ? [{ id: call.id, device: null }] : others.map(({ id, device }) => ({ id, device }));
    for (const [id, { device }] of this.#links) {
      const end = ends.find((one) => one.id === id);
      if (end === undefined || (end.device !== null && device !== null && end.device !== device)) this.#disconnect(id);
    }
    for (const end of ends) if (!this.#links.has(end.id)) this.#connectTo(end, call, mine);
    this.#tellMedia();
  }

  #connectTo({ id, device }: { id: string; device: string | null }, call: Call, mine: CallParticipant): void {
    const { env, ice, line, store } = this.#deps;
    const forwarded = id === call.id;
    this.#answeredAtMs ??= env.clock.now();
    // An end without a device speaks the words of another system, which may know no politeness: this end has it then.
    const isForeign = device === null && !forwarded;
    const polite = forwarded || isForeign || mine.id < id;
    const peer = new PeerLink({
      env,
      id,
      forwarded,
      polite,
      // The server that forwards knows the lines of everybody, so it offers them.
      offersFirst: isForeign ? mine.id === call.initiatorId : !polite,
      asksForOffers: polite && !isForeign,
      configuration: () => ice.configuration(),
      tracks: () => this.media.tracks(),
      send: async (signal) => {
        await line.transport.request('call.signal', { callId: call.id, to: id, signal });
      },
      onChange: (view) => {
        if (this.#links.has(id)) store.dispatch({ type: 'own.link', id, view });
      },
    });
    this.#links.set(id, { peer, device });
    store.dispatch({ type: 'own.link', id, view: peer.view });
    for (const early of this.#early.get(id) ?? []) this.signal(early);
    this.#early.delete(id);
  }

  #disconnect(id: string): void {
    this.#links.get(id)?.peer.close();
    this.#links.delete(id);
    this.#early.delete(id);
    this.#deps.store.dispatch({ type: 'own.link', id, view: null });
  }

  async #joinAdmitted(): Promise<void> {
    const { line, store } = this.#deps;
    if (this.#joining) return;
    this.#joining = true;
    try {
      await line.claim?.();
      const input = { callId: this.callId, device: line.device, media: this.media.told() };
      const { call } = await line.transport.request('call.join', input);
      store.dispatch({ type: 'call', call });
    } catch (error) {
      // Without a connection it is tried again when there is one.
      if (asCauserieError(error).retryable) this.#hasWaited = true;
      else this.#end('gone');
    } finally {
      this.#joining = false;
    }
  }

  #tellMedia(): void {
    const { line, store } = this.#deps;
    const call = store.getSnapshot().calls[this.callId];
    const media: CallMedia = this.media.told();
    const said = JSON.stringify(media);
    const isJoined = call !== undefined && myPart(call, line.whoAmI())?.state === 'joined';
    if (this.#closed || said === this.#toldMedia || !isJoined || !line.transport.isReady()) return;
    this.#toldMedia = said;
    line.transport.request('call.media', { callId: this.callId, media }).then(
      ({ call: told }) => store.dispatch({ type: 'call', call: told }),
      // Told again once signals pass again.
      () => undefined,
    );
  }

  #began(atMs: number, quality: LineQuality): void {
    this.#log.add(quality);
    this.#setupMs = atMs - (this.#answeredAtMs ?? atMs);
    this.#deps.store.dispatch({ type: 'own.setUp', setupMs: this.#setupMs });
    this.#report();
  }

  #measured(lines: Readonly<Record<string, Reading>>): void {
    const qualities = Object.values(lines).map(({ quality }) => quality);
    const best = bestOf(qualities);
    if (this.#closed || best === null) return;
    for (const quality of qualities) this.#log.add(quality);
    const { steps } = this.#ladder;
    this.#ladder = climb(this.#ladder, best, this.#deps.env.clock.now());
    this.#deps.store.dispatch({ type: 'own.measured', ladder: this.#ladder, lines });
    this.media.hold(this.#ladder.rung !== 'video');
    if (this.#ladder.steps !== steps) this.#report();
  }

  /** Figures only: nobody waits for them, and a call is not worse for their loss. */
  #report(): void {
    const report = this.#log.report(this.#setupMs, this.#ladder.steps);
    const path = `/v1/calls/${encodeURIComponent(this.callId)}/quality`;
    this.#deps.line.rest('PUT', path, report).catch(() => undefined);
  }

  #end(reason: OverReason): void {
    this.#deps.store.dispatch({ type: 'own.over', callId: this.callId, reason });
  }
}
