import type { Begin, CallKind, MediaPreview } from '@causerie/client/calls';
import { type ReactNode, type SyntheticEvent, useId } from 'react';
import { type CallPreview, useCallPreview } from '../../hooks/use-call-preview.ts';
import { useSurroundings } from '../../provider.tsx';
import { DevicePreview } from './device-preview.tsx';
import { NetworkCheck, useNetworkTry } from './network-check.tsx';

export interface PreCallCheckProps {
  /** What is about to begin. */
  title: ReactNode;
  /** With whom, when: below the title. */
  hint?: ReactNode;
  /** Whether the camera is on at first; `video` without it. */
  kind?: CallKind;
  /** Joins: with microphone and camera as the person left them. The preview has let go of them by then. */
  onJoin(begin: Begin): void;
  onCancel?(): void;
  /** While joining is under way. */
  isJoining?: boolean;
  /** Tries the network too, which needs a line: guests have none before they ask in. */
  network?: boolean;
  /** The word on the button that joins. */
  joinLabel?: string;
  /** What else is asked before. */
  children?: ReactNode;
}

/** Before a call: how one looks and sounds, with which devices, and whether the network lets a call through. */
export function PreCallCheck({ network = true, kind = 'video', ...props }: PreCallCheckProps) {
  const shown = useCallPreview(kind === 'video');
  return network ? <WithNetwork {...props} shown={shown} /> : <Form {...props} shown={shown} isDoubtful={false} />;
}

type Parts = Omit<PreCallCheckProps, 'network' | 'kind'> & { shown: CallPreview };

function WithNetwork(props: Parts) {
  const { media, isOpen } = props.shown;
  const network = useNetworkTry(media, isOpen);
  const verdict = network.rehearsal?.verdict ?? 'unknown';
  const isDoubtful = network.hasFailed || verdict === 'no-connection' || verdict === 'listen-only';
  return (
    <Form {...props} isDoubtful={isDoubtful}>
      {props.children}
      <NetworkCheck {...network} />
    </Form>
  );
}

function Form({ title, hint, shown, isDoubtful, ...props }: Parts & { isDoubtful: boolean }) {
  const { onJoin, onCancel, isJoining = false, joinLabel, children } = props;
  const texts = useSurroundings().strings.calls;
  const titleId = useId();
  const { preview, media } = shown;
  const join = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isJoining) return;
    const begin = { microphone: media.microphone.on, camera: media.camera.on };
    // Some systems give a device to one stream at a time.
    preview?.close();
    onJoin(begin);
  };
  const on = (run: (open: MediaPreview) => Promise<void>) => {
    if (preview !== null) void run(preview);
  };
  return (
    <form className="csr-call-check" aria-labelledby={titleId} onSubmit={join} data-testid="call-check">
      <header className="csr-call-check-head">
        <h2 id={titleId}>{title}</h2>
        {hint !== undefined && <p className="csr-call-soft">{hint}</p>}
      </header>
      <div className="csr-call-check-picture">
        <DevicePreview
          media={media}
          onMicrophone={(isOn) => on((one) => one.setMicrophone(isOn))}
          onCamera={(isOn) => on((one) => one.setCamera(isOn))}
          onDevice={(source, id) => on((one) => one.choose(source, id))}
        />
      </div>
      <div className="csr-call-check-side">
        {children}
        <div className="csr-call-check-actions">
          <button type="submit" className="csr-button" aria-disabled={isJoining} data-testid="call-check-join">
            {isJoining ? texts.joining : isDoubtful ? texts.joinAnyway : (joinLabel ?? texts.join)}
          </button>
          {onCancel !== undefined && (
            <button type="button" className="csr-button csr-button-quiet" onClick={onCancel}>
              {texts.cancel}
            </button>
          )}
        </div>
      </div>
    </form>
  );
}
