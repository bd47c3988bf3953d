import { browserNetwork, type Clock, type Network, randomId, systemClock } from '../environment.ts';
import { type ChosenDevices, rememberedDevices } from './chosen-devices.ts';

/** What calls need of the machine; injectable, so that everything but the media itself is tested without a browser. */
export interface CallsEnvironment {
  clock: Clock;
  /** Tells losses and changes of the network, such as from Wi-Fi to the telephone's. */
  network: Network;
  newId(): string;
  /** Whether there is WebRTC at all; some browsers, and pages inside of apps, have none. */
  canConnect: boolean;
  createPeer(configuration: RTCConfiguration): RTCPeerConnection;
  createStream(): MediaStream;
  /** Null where a page may not use cameras and microphones: without HTTPS, or outside a browser. */
  devices: MediaDevices | null;
  /** Null where tabs cannot take turns by it. */
  locks: LockManager | null;
  /** A channel to the other tabs; null where there is none. */
  openChannel(name: string): BroadcastChannel | null;
  /** Which devices the person chose before. */
  chosenDevices: ChosenDevices;
}

/** What some browsers tell of the network beside being on line. */
interface NetworkInformation {
  addEventListener?(type: 'change', listener: () => void): void;
  removeEventListener?(type: 'change', listener: () => void): void;
}

function networkInformation(): NetworkInformation | undefined {
  return typeof navigator === 'undefined'
    ? undefined
    : (navigator as unknown as { connection?: NetworkInformation }).connection;
}

/** The browser's network, with its changes from one to another where they are told. */
const changingNetwork: Network = {
  isOnline: () => browserNetwork.isOnline(),
  onChange(listener) {
    const forget = browserNetwork.onChange(listener);
    const information = networkInformation();
    information?.addEventListener?.('change', listener);
    return () => {
      forget();
      information?.removeEventListener?.('change', listener);
    };
  },
};

/** The browser that the page runs in. */
export function browserCalls(): CallsEnvironment {
  // A server renders pages too, and makes no calls.
  const { mediaDevices, locks } = (typeof navigator === 'undefined' ? {} : navigator) as Partial<
    Pick<Navigator, 'mediaDevices' | 'locks'>
  >;
  return {
    clock: systemClock,
    network: changingNetwork,
    newId: randomId,
    canConnect: typeof RTCPeerConnection !== 'undefined',
    createPeer: (configuration) => new RTCPeerConnection(configuration),
    createStream: () => new MediaStream(),
    devices: mediaDevices ?? null,
    locks: locks ?? null,
    chosenDevices: rememberedDevices,
    openChannel: (name) => (typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)),
  };
}
