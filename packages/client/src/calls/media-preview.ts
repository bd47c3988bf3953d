import { createValue, type Observable } from '../observable.ts';
import { browserCalls } from './environment.ts';
import { LocalMedia, type MediaEnvironment } from './local-media.ts';
import { type DeviceKind, type MediaState, nothingOpen } from './media-state.ts';

/** Microphone and camera of this device without a call: to look at before one answers or joins. Nothing of it is sent anywhere. */
export interface MediaPreview extends Observable<MediaState> {
  /** Opens what is wanted; what cannot be opened is told in the state. */
  open(wanted: { microphone: boolean; camera: boolean }): Promise<void>;
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  /** Calls that begin later begin with it. */
  choose(kind: DeviceKind, deviceId: string): Promise<void>;
  /** Lets go of both: the light of the camera goes out. It cannot be opened again. */
  close(): void;
}

/** Builds a preview. Nothing is asked of the person before `open`. */
export function createPreview(environment: MediaEnvironment = browserCalls()): MediaPreview {
  const value = createValue<MediaState>(nothingOpen);
  const media = new LocalMedia(environment, value.set);
  return {
    getSnapshot: value.getSnapshot,
    subscribe: value.subscribe,
    open: (wanted) => media.open(wanted),
    setMicrophone: (on) => media.setMicrophone(on),
    setCamera: (on) => media.setCamera(on),
    choose: (kind, deviceId) => media.choose(kind, deviceId),
    close: () => media.close(),
  };
}
