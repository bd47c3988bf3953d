import type { CallMedia } from '@causerie/contracts';

/** What one sends from. */
export type Source = 'microphone' | 'camera';
/** What a device is for. */
export type DeviceKind = Source | 'speaker';

/**
 * Why there is no sound or picture of this device: `denied` by the person or their browser, `missing` device, `busy` in another
 * program, `unavailable` because pages without HTTPS may not ask.
 */
export type MediaFailure = 'denied' | 'missing' | 'busy' | 'unavailable';

/** One source as the person wants it, and what came of it. */
export interface SourceState {
  on: boolean;
  failure: MediaFailure | null;
  /** The device that is used, or will be. */
  deviceId: string | null;
}

/** A device that can be chosen; the label is empty until the person allowed its use. */
export interface Device {
  id: string;
  label: string;
}

/** The media of this device. */
export interface MediaState {
  microphone: SourceState;
  camera: SourceState;
  speakerId: string | null;
  /** What is sent, as the others are told. */
  sends: CallMedia;
  /** My own picture: the screen while it is shared, or the camera. */
  preview: MediaStream | null;
  /** My own sound, for a level meter and never to be played here. */
  voice: MediaStream | null;
  devices: Readonly<Record<DeviceKind, readonly Device[]>>;
}

const off: SourceState = { on: false, failure: null, deviceId: null };

/** Before anything was asked for. */
export const nothingOpen: MediaState = {
  microphone: off,
  camera: off,
  speakerId: null,
  sends: { audio: false, video: false, screen: false },
  preview: null,
  voice: null,
  devices: { microphone: [], camera: [], speaker: [] },
};

/** What the error of a browser means for a person. */
export function failureOf(error: unknown): MediaFailure {
  const name = error instanceof Error || error instanceof DOMException ? error.name : null;
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return name === 'TypeError' ? 'unavailable' : 'missing';
}

/** The devices of a machine by what they are for. */
export function devicesIn(found: readonly MediaDeviceInfo[]): MediaState['devices'] {
  const of = (kind: MediaDeviceKind): Device[] =>
    found
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphone: of('audioinput'), camera: of('videoinput'), speaker: of('audiooutput') };
}
