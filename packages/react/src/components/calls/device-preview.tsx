import type { DeviceKind, MediaState } from '@causerie/client/calls';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { CameraIcon, CameraOffIcon, MicrophoneIcon, MicrophoneOffIcon } from './call-icons.tsx';
import { DeviceFields } from './device-fields.tsx';
import { LevelMeter } from './level-meter.tsx';
import { MediaFailures } from './media-failures.tsx';
import { Face } from './face.tsx';
import { StreamVideo } from './stream-video.tsx';

export interface DevicePreviewProps {
  media: MediaState;
  onMicrophone(on: boolean): void;
  onCamera(on: boolean): void;
  onDevice(kind: DeviceKind, deviceId: string): void;
  /** Smaller, without the loudspeaker: in front of an answer nobody wants to wait for. */
  compact?: boolean;
}

/** How one will be seen and heard: the own picture, the level of the microphone, and the devices to choose from. */
export function DevicePreview({ media, onMicrophone, onCamera, onDevice, compact = false }: DevicePreviewProps) {
  const texts = useSurroundings().strings.calls;
  const me = useSelected((state) => state.me);
  const { microphone, camera, preview, voice } = media;
  return (
    <div className="csr-call-preview" data-compact={compact || undefined}>
      <div className="csr-call-preview-picture csr-call-dark" data-causerie-theme="dark">
        {preview !== null ? (
          <StreamVideo stream={preview} mirrored />
        ) : (
          <div className="csr-call-preview-off">
            {me !== null && <Face person={me} />}
            <span>{camera.on && camera.failure === null ? texts.cameraStarting : texts.cameraIsOff}</span>
          </div>
        )}
        <div className="csr-call-preview-controls">
          <button
            type="button"
            className="csr-call-control"
            aria-pressed={!microphone.on}
            data-off={!microphone.on || microphone.failure !== null || undefined}
            onClick={() => onMicrophone(!microphone.on)}
          >
            {microphone.on ? <MicrophoneIcon size={22} /> : <MicrophoneOffIcon size={22} />}
            <span className="csr-hidden">{texts.mute}</span>
          </button>
          <button
            type="button"
            className="csr-call-control"
            aria-pressed={!camera.on}
            data-off={!camera.on || camera.failure !== null || undefined}
            onClick={() => onCamera(!camera.on)}
          >
            {camera.on ? <CameraIcon size={22} /> : <CameraOffIcon size={22} />}
            <span className="csr-hidden">{texts.cameraOff}</span>
          </button>
        </div>
      </div>
      {microphone.on && voice !== null && <LevelMeter voice={voice} />}
      <MediaFailures media={media} />
      <details className="csr-call-device-choice" open={compact || undefined}>
        <summary>{texts.devicesTitle}</summary>
        <DeviceFields media={media} onDevice={onDevice} {...(compact ? { kinds: ['camera', 'microphone'] } : {})} />
      </details>
    </div>
  );
}
