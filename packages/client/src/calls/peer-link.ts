import type { IceCandidate, Signal } from '@causerie/contracts';
import { belongsTo, CandidateBatch, CandidateBuffer } from './candidates.ts';
import { adoptLines, openLines, sendInstead } from './lines.ts';
import type { LinkView, PeerLinkDeps } from './link.ts';
import { LinkWatch } from './link-watch.ts';
import { readAnswer, sessionOf, versionOf, withOffer } from './sdp.ts';

/** An offer that stays unanswered is said again after this long, then ever more slowly. */
const REPEAT_FIRST_MS = 2_000;
const REPEAT_MAX_MS = 10_000;
/** An answer is given again to a repeated offer when no other one follows within this time. */
const ANSWER_AGAIN_MS = 300;
/** Who leaves the first offer to the other end waits this long for it. */
const FIRST_OFFER_MS = 2_000;

/**
 * The connection to one other participant, or to the server that forwards: perfect negotiation, repaired for as long as it
 * is open. Signals may be lost, repeated and late, and either end may be begun anew at any moment.
 */
export class PeerLink {
  readonly #deps: PeerLinkDeps;
  readonly #outgoing: CandidateBatch;
  readonly #incoming = new CandidateBuffer();
  readonly #watch: LinkWatch;
  #peer: RTCPeerConnection;
  #view: LinkView = { state: 'connecting', streams: {} };
  #turn: Promise<void> = Promise.resolve();
  #makingOffer = false;
  #answered: { offer: string; answer: string } | null = null;
  #repeatTimer: unknown = null;
  #repeats = 0;
  #closed = false;

  constructor(deps: PeerLinkDeps) {
    this.#deps = deps;
    this.#outgoing = new CandidateBatch(deps.env.clock, (candidates) => deps.send({ type: 'candidates', candidates }));
    this.#watch = new LinkWatch(deps.env.clock, {
      restart: () => this.#restart(),
      rebuild: () => {
        this.#rebuild();
        this.#open();
      },
    });
    this.#peer = this.#createPeer();
    this.#watch.begin();
    if (deps.offersFirst) this.#open();
    else this.#later(FIRST_OFFER_MS, () => this.#peer.remoteDescription === null && this.#open());
  }

  /** Takes a signal of the other end; they are worked through one after the other. */
  receive(signal: Signal): Promise<void> {
    this.#turn = this.#turn
      .then(() => (this.#closed ? undefined : this.#take(signal)))
      .catch(() => {
        // A description that this end cannot use is like one that was lost: the watch notices that nothing connects.
      });
    return this.#turn;
  }

  /** What is sent has changed. */
  async sendInstead(): Promise<void> {
    await sendInstead(this.#peer, this.#deps.tracks()).catch(() => undefined);
  }

  /** The network of this machine changed: the path may be gone without anybody having noticed. */
  networkChanged(): void {
    if (!this.#closed) this.#watch.insist();
  }

  /** Signals pass again: says what the other end may have missed. */
  signalingBack(): void {
    if (this.#closed) return;
    this.#outgoing.flush();
    if (this.#peer.signalingState === 'have-local-offer') this.#sayOffer();
    else if (this.#peer.connectionState !== 'connected') this.#watch.insist();
  }

  stats(): Promise<RTCStatsReport> {
    return this.#peer.getStats();
  }

  get view(): LinkView {
    return this.#view;
  }

  close(): void {
    this.#closed = true;
    this.#watch.stop();
    this.#outgoing.clear();
    this.#cancelRepeat();
    this.#peer.close();
  }

  #createPeer(): RTCPeerConnection {
    const { createPeer } = this.#deps.env;
    const peer = createPeer(this.#deps.configuration());
    const current = <E>(handle: (event: E) => void): ((event: E) => void) => {
      return (event) => {
        if (peer === this.#peer && !this.#closed) handle(event);
      };
    };
    peer.addEventListener(
      'negotiationneeded',
      current(() => void this.#offer()),
    );
    peer.addEventListener(
      'icecandidate',
      current(({ candidate }: RTCPeerConnectionIceEvent) => {
        if (candidate !== null) this.#outgoing.add(candidate.toJSON() as IceCandidate);
      }),
    );
    peer.addEventListener(
      'track',
      current((event: RTCTrackEvent) => this.#heardTrack(event)),
    );
    peer.addEventListener(
      'connectionstatechange',
      current(() => this.#stateChanged()),
    );
    return peer;
  }

  #open(): void {
    if (!this.#closed && this.#peer.getTransceivers().length === 0) openLines(this.#peer, this.#deps.tracks());
  }

  /** Begins anew with another connection object, which the other end recognises by its session. */
  #rebuild(): void {
    this.#peer.close();
    this.#cancelRepeat();
    this.#outgoing.clear();
    this.#makingOffer = false;
    this.#answered = null;
    this.#peer = this.#createPeer();
    this.#show({ streams: {}, state: this.#view.state === 'connecting' ? 'connecting' : 'interrupted' });
  }

  #restart(): void {
    const peer = this.#peer;
    if (peer.signalingState === 'have-local-offer') return this.#sayOffer();
    if (peer.remoteDescription === null) return this.#open();
    renew(peer, this.#deps.configuration());
    if (this.#deps.asksForOffers) return void this.#deps.send({ type: 'restart' }).catch(() => undefined);
    peer.restartIce();
  }

  async #offer(): Promise<void> {
    const peer = this.#peer;
    this.#makingOffer = true;
    try {
      await peer.setLocalDescription();
      if (peer === this.#peer && peer.signalingState === 'have-local-offer') {
        this.#repeats = 0;
        this.#sayOffer();
      }
    } catch {
      // The state changed meanwhile; whatever is still needed is asked for again by the connection itself.
    } finally {
      if (peer === this.#peer) this.#makingOffer = false;
    }
  }

  #sayOffer(): void {
    const sdp = this.#peer.localDescription?.sdp;
    if (sdp === undefined || this.#closed) return;
    this.#cancelRepeat();
    this.#later(Math.min(REPEAT_MAX_MS, REPEAT_FIRST_MS * 1.5 ** this.#repeats), () => {
      this.#repeats += 1;
      if (this.#peer.signalingState === 'have-local-offer') this.#sayOffer();
    });
    this.#deps.send({ type: 'offer', sdp }).catch(() => undefined);
  }

  async #take(signal: Signal): Promise<void> {
    if (signal.type === 'offer') await this.#takeOffer(signal.sdp);
    else if (signal.type === 'answer') await this.#takeAnswer(signal.sdp);
    else if (signal.type === 'restart') this.#watch.insist();
    else for (const candidate of signal.candidates) await this.#takeCandidate(candidate);
  }

  async #takeOffer(sdp: string): Promise<void> {
    if (sdp === this.#answered?.offer) return this.#answerAgain(this.#answered);
    const collides = this.#makingOffer || this.#peer.signalingState === 'have-local-offer';
    if (collides && !this.#deps.polite) return;
    // An offer of mine that was never answered is not taken back but forgotten, so that its lines are not opened twice.
    if (this.#isAnew(sdp) || (collides && this.#peer.remoteDescription === null)) this.#rebuild();
    const peer = this.#peer;
    renew(peer, this.#deps.configuration());
    await peer.setRemoteDescription({ type: 'offer', sdp });
    await adoptLines(peer, this.#deps.tracks());
    await peer.setLocalDescription();
    const answer = peer.localDescription?.sdp;
    if (peer !== this.#peer || answer === undefined) return;
    this.#cancelRepeat();
    this.#answered = { offer: sdp, answer: withOffer(answer, sdp) };
    this.#deps.send({ type: 'answer', sdp: this.#answered.answer }).catch(() => undefined);
    await this.#takeWaiting(peer);
  }

  /** The same offer again: the answer was lost, or is on its way and followed by another offer, which a second one must not meet. */
  #answerAgain(answered: { offer: string; answer: string }): void {
    this.#deps.env.clock.setTimeout(() => {
      if (this.#closed || answered !== this.#answered) return;
      this.#deps.send({ type: 'answer', sdp: answered.answer }).catch(() => undefined);
    }, ANSWER_AGAIN_MS);
  }

  async #takeAnswer(said: string): Promise<void> {
    const peer = this.#peer;
    const { sdp, offer } = readAnswer(said);
    if (peer.signalingState !== 'have-local-offer') return;
    if (offer !== null && offer !== versionOf(peer.localDescription?.sdp ?? '')) return;
    if (this.#isAnew(sdp)) {
      this.#rebuild();
      return this.#open();
    }
    await peer.setRemoteDescription({ type: 'answer', sdp });
    this.#cancelRepeat();
    await this.#takeWaiting(peer);
  }

  async #takeWaiting(peer: RTCPeerConnection): Promise<void> {
    for (const candidate of this.#incoming.take(peer.remoteDescription?.sdp ?? '')) {
      await peer.addIceCandidate(candidate as RTCIceCandidateInit).catch(() => undefined);
    }
  }

  async #takeCandidate(candidate: IceCandidate): Promise<void> {
    const remote = this.#peer.remoteDescription;
    if (remote === null || !belongsTo(candidate, remote.sdp)) this.#incoming.keep(candidate);
    else await this.#peer.addIceCandidate(candidate as RTCIceCandidateInit).catch(() => undefined);
  }

  /** Whether a description comes from another connection object than the one this end is connected with. */
  #isAnew(sdp: string): boolean {
    const known = this.#peer.remoteDescription;
    return known !== null && sessionOf(known.sdp) !== sessionOf(sdp);
  }

  #heardTrack({ streams: [named], track }: RTCTrackEvent): void {
    const { env, forwarded, id } = this.#deps;
    const owner = forwarded ? (named?.id ?? id) : id;
    const stream = (forwarded ? named : this.#view.streams[owner]) ?? env.createStream();
    if (stream !== named) stream.addTrack(track);
    this.#show({ streams: { ...this.#view.streams, [owner]: stream } });
  }

  #stateChanged(): void {
    const { connectionState } = this.#peer;
    this.#watch.changed(connectionState);
    if (connectionState === 'connected') this.#show({ state: 'connected' });
    else if (connectionState === 'disconnected' || connectionState === 'failed') {
      this.#show({ state: this.#view.state === 'connecting' ? 'connecting' : 'interrupted' });
    }
  }

  #show(change: Partial<LinkView>): void {
    this.#view = { ...this.#view, ...change };
    this.#deps.onChange(this.#view);
  }

  #later(delayMs: number, run: () => unknown): void {
    this.#repeatTimer = this.#deps.env.clock.setTimeout(() => {
      this.#repeatTimer = null;
      if (!this.#closed) run();
    }, delayMs);
  }

  #cancelRepeat(): void {
    if (this.#repeatTimer !== null) this.#deps.env.clock.clearTimeout(this.#repeatTimer);
    this.#repeatTimer = null;
  }
}

/** Credentials of the relay end; a new attempt, at either end, must not use those of the last one. */
function renew(peer: RTCPeerConnection, configuration: RTCConfiguration): void {
  try {
    peer.setConfiguration(configuration);
  } catch {
    // Old credentials may do: the direct path needs none.
  }
}
