import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { DevicePreview } from './device-preview.tsx';
import { NetworkCheck, useNetworkTry } from './network-check.tsx';

/** Waiting in front of a door: who will open it, how one looks meanwhile, and the way back. */
export function Lobby({ view }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { calls, endCall, chooseDevice } = useWebRTC();
  const { own, call } = view;
  const host = call?.participants.find(({ id }) => id === call.hostId);
  if (own === null) return null;
  const { media } = own;
  return (
    <section className="csr-lobby" aria-label={texts.lobbyTitle} data-testid="call-lobby">
      <div className="csr-lobby-words" aria-live="polite">
        <span className="csr-lobby-pulse" aria-hidden="true" />
        <h2>{texts.lobbyTitle}</h2>
        <p>{texts.lobbyHint(host?.name ?? '')}</p>
      </div>
      <DevicePreview
        media={media}
        onMicrophone={(on) => void calls.setMicrophone(on)}
        onCamera={(on) => void calls.setCamera(on)}
        onDevice={(kind, id) => void chooseDevice(kind, id)}
      />
      <LobbyNetwork view={view} />
      <button
        type="button"
        className="csr-button csr-button-quiet"
        onClick={() => void endCall()}
        data-testid="call-lobby-leave"
      >
        {texts.lobbyLeave}
      </button>
    </section>
  );
}

function LobbyNetwork({ view: { own } }: { view: OwnCallView }) {
  const { microphone, camera, devices } = own?.media ?? NO_MEDIA;
  // Devices are listed once the person has answered the browser's question.
  const network = useNetworkTry({ microphone, camera }, devices.microphone.length > 0);
  return <NetworkCheck {...network} />;
}

const CLOSED = { on: false, failure: null, deviceId: null };
const NO_MEDIA = { microphone: CLOSED, camera: CLOSED, devices: { microphone: [] } };
