import { beforeEach, describe, expect, it } from 'vitest';
import { LocalMedia, type MediaEnvironment } from '../src/calls/local-media.ts';
import { createPreview } from '../src/calls/media-preview.ts';
import { type MediaState, nothingOpen } from '../src/calls/media-state.ts';

class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = '';
  isStopped = false;
  readonly kind: string;
  readonly deviceId: string;

  constructor(kind: string, deviceId: string) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  getSettings(): { deviceId: string } {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.isStopped = true;
  }
}

/** The devices of a machine: what is plugged in, and what its person allows. */
class FakeDevices extends EventTarget {
  plugged = ['audio:built-in', 'video:built-in'];
  denied: string[] = [];
  readonly asked: string[] = [];

  async getUserMedia(constraints: Record<string, { deviceId?: { ideal: string } } | undefined>): Promise<unknown> {
    const kinds = Object.keys(constraints);
    this.asked.push(kinds.join('+'));
    const tracks = kinds.map((kind) => {
      if (this.denied.includes(kind)) throw Object.assign(new Error(kind), { name: 'NotAllowedError' });
      const ideal = `${kind}:${constraints[kind]?.deviceId?.ideal}`;
      const found = this.plugged.includes(ideal) ? ideal : this.plugged.find((one) => one.startsWith(kind));
      if (found === undefined) throw Object.assign(new Error(kind), { name: 'NotFoundError' });
      return new FakeTrack(kind, found.slice(kind.length + 1));
    });
    const of = (kind: string) => tracks.filter((track) => track.kind === kind);
    return { getTracks: () => tracks, getAudioTracks: () => of('audio'), getVideoTracks: () => of('video') };
  }

  async getDisplayMedia(): Promise<unknown> {
    if (this.denied.includes('screen')) throw Object.assign(new Error('screen'), { name: 'NotAllowedError' });
    const tracks = [new FakeTrack('video', 'screen')];
    return { getVideoTracks: () => tracks };
  }

  async enumerateDevices(): Promise<unknown[]> {
    return this.plugged.map((one) => ({ kind: `${one.slice(0, 5)}input`, deviceId: one.slice(6), label: one }));
  }
}

/** Devices that were chosen, kept for as long as a test. */
function memory(): MediaEnvironment['chosenDevices'] & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, get: (kind) => kept.get(kind) ?? null, set: (kind, id) => void kept.set(kind, id) };
}

let devices: FakeDevices;
let environment: MediaEnvironment;
let chosenDevices: ReturnType<typeof memory>;
let state: MediaState;
let media: LocalMedia;
beforeEach(() => {
  devices = new FakeDevices();
  state = nothingOpen;
  const createStream = (): MediaStream => {
    const tracks: unknown[] = [];
    const all = () => tracks;
    return {
      addTrack: (one: unknown) => tracks.push(one),
      getTracks: all,
      getVideoTracks: all,
    } as unknown as MediaStream;
  };
  chosenDevices = memory();
  environment = { devices: devices as unknown as MediaDevices, createStream, chosenDevices };
  media = new LocalMedia(environment, (next) => (state = next));
});

const sent = (): (string | undefined)[] =>
  Object.values(media.tracks()).map((track) => (track as unknown as FakeTrack | null)?.deviceId);
const track = (kind: 'audio' | 'video'): FakeTrack => media.tracks()[kind] as unknown as FakeTrack;
const both = { microphone: true, camera: true };

describe('the media of a device', () => {
  it('both sources are one question, and what is sent is told', async () => {
    await media.open(both);
    expect([devices.asked, sent(), state.sends]).toEqual([
      ['audio+video'],
      ['built-in', 'built-in'],
      { audio: true, video: true, screen: false },
    ]);
    expect(state.devices.camera).toEqual([{ id: 'built-in', label: 'video:built-in' }]);
  });

  it.each([
    ['a camera that is denied', 'denied', () => devices.denied.push('video')],
    ['no camera', 'missing', () => (devices.plugged = ['audio:built-in'])],
  ] as const)('%s leaves the sound', async (_, failure, spoil) => {
    spoil();
    await media.open(both);
    expect([sent(), state.camera.failure, state.microphone.failure]).toEqual([['built-in', undefined], failure, null]);
    expect(state.sends).toEqual({ audio: true, video: false, screen: false });
  });

  it('nothing waits for the list of devices, which some browsers withhold until their window has the focus', async () => {
    let focus = (): void => undefined;
    const list = devices.enumerateDevices.bind(devices);
    devices.enumerateDevices = async () => {
      await new Promise<void>((resolve) => (focus = resolve));
      return list();
    };
    await media.open(both);
    await media.setMicrophone(false);
    expect([state.sends.audio, state.devices.camera]).toEqual([false, []]);
    focus();
    await expect.poll(() => state.devices.camera.length).toBe(1);
  });

  it('a muted microphone stays open, a camera that is off is stopped', async () => {
    await media.open(both);
    const [microphone, camera] = [track('audio'), track('video')];
    await media.setMicrophone(false);
    await media.setCamera(false);
    expect([microphone.enabled, microphone.isStopped, camera.isStopped]).toEqual([false, false, true]);
    expect([sent(), state.sends]).toEqual([['built-in', undefined], { audio: false, video: false, screen: false }]);
    await media.setMicrophone(true);
    await media.setCamera(true);
    expect([track('audio'), track('video').isStopped]).toEqual([microphone, false]);
  });

  it('a screen is sent instead of the camera until its sharing is ended, here or by the browser', async () => {
    await media.open(both);
    expect(await media.shareScreen(true)).toBe(true);
    expect([sent(), track('video').contentHint, state.sends.screen]).toEqual([['built-in', 'screen'], 'detail', true]);
    track('video').dispatchEvent(new Event('ended'));
    expect([sent(), state.sends]).toEqual([['built-in', 'built-in'], { audio: true, video: true, screen: false }]);
    await media.shareScreen(true);
    const screen = track('video');
    await media.shareScreen(false);
    expect([sent(), screen.isStopped]).toEqual([['built-in', 'built-in'], true]);
    devices.denied.push('screen');
    expect(await media.shareScreen(true)).toBe(false);
  });

  it('a headset that is pulled out gives way to what is left, and a source that comes is used', async () => {
    devices.plugged = ['audio:headset', 'audio:built-in'];
    await media.open(both);
    expect(sent()).toEqual(['headset', undefined]);
    devices.plugged = ['audio:built-in'];
    track('audio').dispatchEvent(new Event('ended'));
    devices.dispatchEvent(new Event('devicechange'));
    await media.setMicrophone(true);
    expect(sent()).toEqual(['built-in', undefined]);
    devices.plugged = ['audio:built-in', 'video:usb'];
    devices.dispatchEvent(new Event('devicechange'));
    await media.setMicrophone(true);
    expect([sent(), state.camera.failure]).toEqual([['built-in', 'usb'], null]);
  });

  it('a chosen device is used, and the one before is stopped', async () => {
    devices.plugged = ['audio:built-in', 'audio:headset', 'video:built-in'];
    await media.open(both);
    const before = track('audio');
    await media.choose('microphone', 'headset');
    expect([sent(), before.isStopped, state.microphone.deviceId]).toEqual([['headset', 'built-in'], true, 'headset']);
  });

  it('pictures are held back and let go as the line allows, without closing the camera', async () => {
    await media.open(both);
    const camera = track('video');
    media.hold(true);
    expect([sent(), state.sends.video, camera.isStopped]).toEqual([['built-in', undefined], false, false]);
    media.hold(false);
    expect([track('video'), state.sends.video]).toEqual([camera, true]);
  });

  it('closing stops everything, also what comes later', async () => {
    const opening = media.open(both);
    await opening;
    const open = [track('audio'), track('video')];
    media.close();
    await media.setCamera(true);
    expect([open.map(({ isStopped }) => isStopped), sent()]).toEqual([
      [true, true],
      [undefined, undefined],
    ]);
  });

  it('a page that may not ask says so', async () => {
    media = new LocalMedia({ ...environment, devices: null }, (next) => (state = next));
    await media.open(both);
    expect([state.microphone.failure, state.camera.failure]).toEqual(['unavailable', 'unavailable']);
  });

  it('a device that was chosen is the one that the next call asks for, loudspeakers included', async () => {
    devices.plugged.push('video:desk');
    await media.open(both);
    await media.choose('camera', 'desk');
    await media.choose('speaker', 'headset');
    media.close();
    media = new LocalMedia(environment, (next) => (state = next));
    await media.open(both);
    expect([state.camera.deviceId, state.speakerId, sent()]).toEqual(['desk', 'headset', ['built-in', 'desk']]);
  });

  it('the voice is there for a level meter, the same stream while it is muted, and gone with the microphone', async () => {
    await media.open({ microphone: true, camera: false });
    const { voice } = state;
    expect(voice?.getTracks()).toEqual([media.tracks().audio]);
    await media.setMicrophone(false);
    expect(state.voice).toBe(voice);
    devices.plugged = [];
    track('audio').dispatchEvent(new Event('ended'));
    await media.setCamera(false);
    expect([state.voice, state.microphone.failure]).toEqual([null, 'missing']);
  });
});

describe('a preview', () => {
  it('shows what a call would begin with, tells its watchers, and lets go of everything when it is closed', async () => {
    const preview = createPreview(environment);
    expect(devices.asked).toEqual([]);
    let changes = 0;
    preview.subscribe(() => (changes += 1));
    await preview.open(both);
    const { voice, preview: picture } = preview.getSnapshot();
    const open = [voice, picture].flatMap((stream) => stream?.getTracks() as unknown as FakeTrack[]);
    expect([open.map(({ kind }) => kind), changes > 0]).toEqual([['audio', 'video'], true]);
    await preview.choose('microphone', 'headset');
    expect(chosenDevices.kept.get('microphone')).toBe('headset');
    preview.close();
    expect(open.at(1)?.isStopped).toBe(true);
    await preview.setCamera(true);
    expect(devices.asked).toHaveLength(2);
  });
});
