import type { CallMedia } from '@causerie/contracts';
import type { CallsEnvironment } from './environment.ts';
import type { OutgoingTracks } from './lines.ts';
import {
  type DeviceKind,
  devicesIn,
  failureOf,
  type MediaState,
  nothingOpen,
  type Source,
  type SourceState,
} from './media-state.ts';

/** What the browser calls a source, and how a device of it is asked for. */
const BROWSER_NAMES = { microphone: 'audio', camera: 'video' } as const;
/** Pictures that a telephone can send and a laptop can show to a patient in full. */
const CAMERA: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** What the media of a device need of it. */
export type MediaEnvironment = Pick<CallsEnvironment, 'chosenDevices' | 'createStream' | 'devices'>;

/** The microphone, the camera and the screen of this device. They are asked for one after the other, never at once. */
export class LocalMedia {
  readonly #env: MediaEnvironment;
  readonly #onChange: (state: MediaState) => void;
  readonly #tracks: Record<Source, MediaStreamTrack | null> = { microphone: null, camera: null };
  #screen: MediaStreamTrack | null = null;
  #state: MediaState;
  /** Pictures are held back because the line does not carry them. */
  #held = false;
  #turn: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(env: MediaEnvironment, onChange: (state: MediaState) => void) {
    this.#env = env;
    const chosen = (kind: Source): SourceState => ({ ...nothingOpen[kind], deviceId: env.chosenDevices.get(kind) });
    const speakerId = env.chosenDevices.get('speaker');
    this.#state = { ...nothingOpen, microphone: chosen('microphone'), camera: chosen('camera'), speakerId };
    this.#onChange = onChange;
    env.devices?.addEventListener('devicechange', this.#plugged);
  }

  /** Opens what is wanted. A source that cannot be opened is told in the state; the call goes on without it. */
  open(wanted: { microphone: boolean; camera: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      this.#setSource('microphone', { on: wanted.microphone });
      this.#setSource('camera', { on: wanted.camera });
      // Asked together, they are one question to the person; when one of the two is refused, each is asked for itself.
      if (!(wanted.microphone && wanted.camera && (await this.#openBoth()))) {
        if (wanted.microphone) await this.#acquire('microphone');
        if (wanted.camera) await this.#acquire('camera');
      }
      void this.#listDevices();
    });
  }

  /** Mutes or opens the microphone. A muted one stays open, so that speaking again costs no moment. */
  setMicrophone(on: boolean): Promise<void> {
    return this.#inTurn(async () => {
      this.#setSource('microphone', { on });
      const track = this.#tracks.microphone;
      if (track !== null) track.enabled = on;
      else if (on) await this.#acquire('microphone');
      this.#tell();
    });
  }

  /** Turns the camera on or off. Off is off: its light goes out. */
  setCamera(on: boolean): Promise<void> {
    return this.#inTurn(async () => {
      this.#setSource('camera', { on });
      if (!on) this.#drop('camera');
      else if (this.#tracks.camera === null) await this.#acquire('camera');
      this.#tell();
    });
  }

  /** Shows a screen or window instead of the camera, or stops to. Resolves to whether one is shown: people may change their mind. */
  async shareScreen(on: boolean): Promise<boolean> {
    await this.#inTurn(async () => {
      this.#dropScreen();
      if (on) {
        const stream = await this.#env.devices?.getDisplayMedia({ video: true, audio: false }).catch(() => null);
        const track = stream?.getVideoTracks()[0] ?? null;
        if (track !== null) this.#showScreen(track);
      }
      this.#tell();
    });
    return this.#screen !== null;
  }

  /** Chooses a device; loudspeakers are only remembered, for whoever plays the sound. */
  choose(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#env.chosenDevices.set(kind, deviceId);
    return this.#inTurn(async () => {
      if (kind === 'speaker') {
        this.#state = { ...this.#state, speakerId: deviceId };
      } else {
        this.#setSource(kind, { deviceId });
        if (this.#state[kind].on) await this.#acquire(kind);
      }
      this.#tell();
    });
  }

  /** Holds pictures back, or lets them go again, as the line allows. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#tell();
  }

  /** What is sent at the moment. */
  tracks(): OutgoingTracks {
    const video = this.#held ? null : (this.#screen ?? this.#tracks.camera);
    return { audio: this.#tracks.microphone, video };
  }

  /** What the others are told of it. */
  told(): CallMedia {
    const { microphone, camera } = this.#tracks;
    return {
      audio: microphone !== null && microphone.enabled,
      video: camera !== null && !this.#held,
      screen: this.#screen !== null && !this.#held,
    };
  }

  close(): void {
    this.#closed = true;
    this.#env.devices?.removeEventListener('devicechange', this.#plugged);
    this.#drop('microphone');
    this.#drop('camera');
    this.#dropScreen();
  }

  /** Devices came or went: what is wanted and missing is tried again. */
  readonly #plugged = (): void => {
    void this.#listDevices();
    void this.#inTurn(async () => {
      for (const source of ['microphone', 'camera'] as const) {
        if (this.#state[source].on && this.#tracks[source] === null) await this.#acquire(source);
      }
      this.#tell();
    });
  };

  #inTurn(run: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(() => (this.#closed ? undefined : run()));
    return this.#turn;
  }

  async #openBoth(): Promise<boolean> {
    const { devices } = this.#env;
    const constraints = { audio: this.#constraints('microphone'), video: this.#constraints('camera') };
    const stream = await devices?.getUserMedia(constraints).catch(() => null);
    if (stream === null || stream === undefined) return false;
    this.#take('microphone', stream.getAudioTracks()[0]);
    this.#take('camera', stream.getVideoTracks()[0]);
    this.#tell();
    return true;
  }

  async #acquire(source: Source): Promise<void> {
    const { devices } = this.#env;
    if (devices === null) return this.#setSource(source, { failure: 'unavailable' });
    try {
      const name = BROWSER_NAMES[source];
      const stream = await devices.getUserMedia({ [name]: this.#constraints(source) });
      this.#take(source, stream.getTracks()[0]);
    } catch (error) {
      this.#drop(source);
      this.#setSource(source, { failure: failureOf(error) });
    }
    this.#tell();
  }

  #constraints(source: Source): MediaTrackConstraints {
    const { deviceId } = this.#state[source];
    // A preference and no demand: a headset that is gone must not leave anybody without a voice.
    return { ...(source === 'camera' ? CAMERA : {}), ...(deviceId === null ? {} : { deviceId: { ideal: deviceId } }) };
  }

  #take(source: Source, track: MediaStreamTrack | undefined): void {
    this.#drop(source);
    if (track === undefined) return this.#setSource(source, { failure: 'missing' });
    if (this.#closed) return track.stop();
    this.#tracks[source] = track;
    if (source === 'microphone') track.enabled = this.#state.microphone.on;
    const deviceId = track.getSettings().deviceId ?? this.#state[source].deviceId;
    this.#setSource(source, { failure: null, deviceId });
    track.addEventListener('ended', () => this.#ended(source, track));
  }

  /** A device was taken away, or its permission: another one takes over where there is one. */
  #ended(source: Source, track: MediaStreamTrack): void {
    if (this.#tracks[source] !== track) return;
    this.#tracks[source] = null;
    void this.#inTurn(() => this.#acquire(source));
  }

  #showScreen(track: MediaStreamTrack): void {
    // Text must stay readable; that pictures follow one another slowly does not matter.
    track.contentHint = 'detail';
    this.#screen = track;
    track.addEventListener('ended', () => {
      if (this.#screen !== track) return;
      this.#screen = null;
      this.#tell();
    });
  }

  #drop(source: Source): void {
    const track = this.#tracks[source];
    this.#tracks[source] = null;
    track?.stop();
  }

  #dropScreen(): void {
    const track = this.#screen;
    this.#screen = null;
    track?.stop();
  }

  /** In no turn: Firefox answers once its window has the focus, and what the person does meanwhile must not wait for that. */
  async #listDevices(): Promise<void> {
    const found = await this.#env.devices?.enumerateDevices().catch(() => []);
    this.#state = { ...this.#state, devices: devicesIn(found ?? []) };
    this.#tell();
  }

  #setSource(source: Source, change: Partial<SourceState>): void {
    this.#state = { ...this.#state, [source]: { ...this.#state[source], ...change } };
  }

  /** The same stream for as long as it has the same track: what plays it must not begin anew. */
  #streamOf(before: MediaStream | null, track: MediaStreamTrack | null): MediaStream | null {
    if (before?.getTracks()[0] === (track ?? undefined)) return before;
    const stream = track === null ? null : this.#env.createStream();
    if (track !== null) stream?.addTrack(track);
    return stream;
  }

  #tell(): void {
    if (this.#closed) return;
    const preview = this.#streamOf(this.#state.preview, this.#screen ?? this.#tracks.camera);
    const voice = this.#streamOf(this.#state.voice, this.#tracks.microphone);
    this.#state = { ...this.#state, preview, voice, sends: this.told() };
    this.#onChange(this.#state);
  }
}
