import type { IceCandidate } from '@causerie/contracts';

interface Described {
  type: 'offer' | 'answer';
  sdp: string;
}

interface FakeLine {
  mid: string | null;
  direction: string;
  receiver: { track: { kind: string } };
  sender: { track: unknown; replaceTrack(track: unknown): Promise<void> };
}

/** All connection objects of a test, and whether there is a path between any two of them. */
export class Ether {
  readonly peers = new Set<FakePeer>();
  isCut = false;
  #next = 1;

  id(): number {
    return this.#next++;
  }

  create(): FakePeer {
    const peer = new FakePeer(this);
    this.peers.add(peer);
    return peer;
  }

  /** Connects those that agree about each other, and takes apart those that do not. */
  look(): void {
    for (const peer of this.peers) {
      const other = [...this.peers].find((one) => one !== peer && one.fits(peer) && peer.fits(one));
      if (other !== undefined && !this.isCut) peer.become('connected');
      else if (peer.connectionState === 'connected') peer.become('disconnected');
    }
  }
}

/**
 * A connection object that negotiates like a browser's, as far as a negotiation can go wrong: implicit rollback, answers only to
 * offers, candidates only for the description they name, and an end that cannot be exchanged for another one within its life.
 */
export class FakePeer extends EventTarget {
  signalingState: 'stable' | 'have-local-offer' | 'have-remote-offer' | 'closed' = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  readonly added: IceCandidate[] = [];
  readonly #ether: Ether;
  /** Chrome shows nothing of what arrives any more when an offer was rolled back after others had been answered. */
  isFrozen = false;
  readonly #session: number;
  #version = 0;
  #ufrag: string;
  #lines: FakeLine[] = [];
  #local: { current: Described | null; pending: Described | null } = { current: null, pending: null };
  #remote: { current: Described | null; pending: Described | null } = { current: null, pending: null };
  #needsNegotiation = false;
  #restarts = false;
  #isAsking = false;
  #operations: Promise<void> = Promise.resolve();

  constructor(ether: Ether) {
    super();
    this.#ether = ether;
    this.#session = ether.id();
    this.#ufrag = `u${ether.id()}`;
  }

  get localDescription(): Described | null {
    return this.#local.pending ?? this.#local.current;
  }

  get remoteDescription(): Described | null {
    return this.#remote.pending ?? this.#remote.current;
  }

  getTransceivers(): FakeLine[] {
    return this.#lines;
  }

  addTransceiver(trackOrKind: string | { kind: string }): void {
    this.#addLine(typeof trackOrKind === 'string' ? trackOrKind : trackOrKind.kind, null);
    this.#need();
  }

  restartIce(): void {
    this.#restarts = true;
    this.#need();
  }

  setConfiguration(): void {
    if (this.signalingState === 'closed') throw new Error('closed');
  }

  setLocalDescription(): Promise<void> {
    return this.#operate(() => {
      if (this.signalingState === 'have-remote-offer') {
        this.#local = { current: this.#describe('answer'), pending: null };
        this.#remote = { current: this.#remote.pending, pending: null };
        this.#settled();
      } else {
        if (this.#restarts) this.#ufrag = `u${this.#ether.id()}`;
        this.#restarts = false;
        this.#needsNegotiation = false;
        this.#local.pending = this.#describe('offer');
        for (const line of this.#lines) line.mid ??= 'pending';
        this.signalingState = 'have-local-offer';
      }
      this.#gather();
    });
  }

  setRemoteDescription(description: Described): Promise<void> {
    return this.#operate(() => {
      const known = this.#remote.current;
      if (known !== null && sessionIn(known.sdp) !== sessionIn(description.sdp)) throw new Error('another end');
      if (description.type === 'answer') {
        if (this.signalingState !== 'have-local-offer') throw new Error('InvalidStateError');
        this.#local = { current: this.#local.pending, pending: null };
        this.#remote = { current: description, pending: null };
        for (const line of this.#lines) if (line.mid === 'pending') line.mid = line.receiver.track.kind;
        this.#settled();
        return;
      }
      if (this.signalingState === 'have-local-offer') {
        this.#local.pending = null;
        this.#needsNegotiation = true;
        this.isFrozen ||= known !== null;
        for (const line of this.#lines) if (line.mid === 'pending') line.mid = null;
      }
      if (known !== null && ufragIn(known.sdp) !== ufragIn(description.sdp)) this.#ufrag = `u${this.#ether.id()}`;
      this.#remote.pending = description;
      this.signalingState = 'have-remote-offer';
      // Lines that this end opened by itself are not those of the other end.
      for (const kind of ['audio', 'video'])
        if (!this.#lines.some(({ mid }) => mid === kind)) this.#addLine(kind, kind);
    });
  }

  addIceCandidate(candidate: IceCandidate): Promise<void> {
    return this.#operate(() => {
      const remote = this.remoteDescription;
      if (remote === null || ufragIn(remote.sdp) !== candidate.usernameFragment) throw new Error('no such description');
      this.added.push(candidate);
      this.#ether.look();
    });
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map());
  }

  close(): void {
    this.signalingState = 'closed';
    this.#ether.peers.delete(this);
    this.#ether.look();
  }

  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  /** Whether this end is connected to that one, as far as this end knows. */
  fits(other: FakePeer): boolean {
    const remote = this.#remote.current;
    const mine = other.#local.current;
    return (
      remote !== null &&
      mine !== null &&
      ufragIn(remote.sdp) === ufragIn(mine.sdp) &&
      sessionIn(remote.sdp) === sessionIn(mine.sdp) &&
      this.added.some(({ usernameFragment }) => usernameFragment === ufragIn(remote.sdp))
    );
  }

  #addLine(kind: string, mid: string | null): void {
    const line: FakeLine = {
      mid,
      direction: 'sendrecv',
      receiver: { track: { kind } },
      sender: {
        track: null,
        replaceTrack: (track) => {
          line.sender.track = track;
          return Promise.resolve();
        },
      },
    };
    this.#lines.push(line);
  }

  #describe(type: Described['type']): Described {
    this.#version += 1;
    const sdp = `v=0\r\no=- ${this.#session} ${this.#version} IN IP4 0\r\nm=audio\r\na=ice-ufrag:${this.#ufrag}\r\n`;
    return { type, sdp };
  }

  #gather(): void {
    const usernameFragment = this.#ufrag;
    queueMicrotask(() => {
      const candidate = { candidate: 'one', usernameFragment, toJSON: () => ({ candidate: 'one', usernameFragment }) };
      this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }));
    });
  }

  #settled(): void {
    this.signalingState = 'stable';
    this.#ether.look();
    if (this.#needsNegotiation || this.#restarts) this.#need();
  }

  #need(): void {
    this.#needsNegotiation = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    void this.#operate(() => {
      this.#isAsking = false;
      if (this.signalingState === 'stable' && this.#needsNegotiation)
        this.dispatchEvent(new Event('negotiationneeded'));
    }).catch(() => undefined);
  }

  #operate(run: () => void): Promise<void> {
    const result = this.#operations.then(() => {
      if (this.signalingState === 'closed') throw new Error('closed');
      run();
    });
    this.#operations = result.catch(() => undefined);
    return result;
  }
}

function sessionIn(sdp: string): string | undefined {
  return /^o=- (\d+)/m.exec(sdp)?.[1];
}

function ufragIn(sdp: string): string | undefined {
  return /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
}
