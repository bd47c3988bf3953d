import type { DeviceKind, MediaState } from '@causerie/client/calls';
import { useSurroundings } from '../../provider.tsx';
import { SoundIcon } from './call-icons.tsx';
import { soundOnce } from './tones.ts';

export interface DeviceFieldsProps {
  media: MediaState;
  onDevice(kind: DeviceKind, deviceId: string): void;
  /** Without it, all three. */
  kinds?: readonly DeviceKind[];
}

const ALL: readonly DeviceKind[] = ['camera', 'microphone', 'speaker'];

/** Which camera, microphone and loudspeaker are used; what cannot be chosen here is not shown. */
export function DeviceFields({ media, onDevice, kinds = ALL }: DeviceFieldsProps) {
  const texts = useSurroundings().strings.calls;
  return (
    <div className="csr-call-devices">
      {kinds.map((kind) => (
        <DeviceField key={kind} kind={kind} media={media} onDevice={onDevice} />
      ))}
      {kinds.includes('speaker') && (
        <button
          type="button"
          className="csr-button csr-button-quiet"
          onClick={() => soundOnce('test', media.speakerId)}
          data-testid="call-speaker-test"
        >
          <SoundIcon size={18} />
          {texts.speakerTest}
        </button>
      )}
    </div>
  );
}

type DeviceFieldProps = Pick<DeviceFieldsProps, 'media' | 'onDevice'> & { kind: DeviceKind };

function DeviceField({ kind, media, onDevice }: DeviceFieldProps) {
  const texts = useSurroundings().strings.calls;
  const devices = media.devices[kind];
  if (devices.length === 0) return null;
  const chosen = kind === 'speaker' ? media.speakerId : media[kind].deviceId;
  const isKnown = devices.some(({ id }) => id === chosen);
  return (
    <label className="csr-call-device">
      <span>{texts.devices[kind]}</span>
      <select
        value={isKnown ? (chosen ?? '') : (devices[0]?.id ?? '')}
        onChange={({ target }) => onDevice(kind, target.value)}
        data-testid={`call-device-${kind}`}
      >
        {devices.map(({ id, label }, index) => (
          <option key={id} value={id}>
            {label === '' ? `${texts.devices[kind]} ${index + 1}` : label}
          </option>
        ))}
      </select>
    </label>
  );
}
