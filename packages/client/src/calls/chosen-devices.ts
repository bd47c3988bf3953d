import type { DeviceKind } from './media-state.ts';

/** Where the devices that a person chose are kept from one call to the next. */
export interface ChosenDevices {
  /** The id of a device; null where none was chosen. */
  get(kind: DeviceKind): string | null;
  set(kind: DeviceKind, deviceId: string): void;
}

const KEY_PREFIX = 'causerie.device.';

/** Keeps them in this browser. Where nothing may be kept, every call begins with what the browser proposes. */
export const rememberedDevices: ChosenDevices = {
  get(kind) {
    try {
      return localStorage.getItem(`${KEY_PREFIX}${kind}`);
    } catch {
      return null;
    }
  },
  set(kind, deviceId) {
    try {
      localStorage.setItem(`${KEY_PREFIX}${kind}`, deviceId);
    } catch {
      // A private window, or a full one: the choice holds for this call.
    }
  },
};
