import { asClock, useElapsed } from '../../hooks/use-elapsed.ts';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallTile } from './call-tile.tsx';
import { mainOf } from './call-floor.tsx';
import { FullScreenIcon, HangUpIcon, MicrophoneIcon, MicrophoneOffIcon } from './call-icons.tsx';
import { nameOf } from './call-words.ts';
import { SelfTile } from './self-view.tsx';

export interface CallSmallProps {
  view: OwnCallView;
  /** What it is, for who hears the page. */
  label: string;
  /** Makes it large again. */
  onLarger?(): void;
}

const nobodyCounts = () => undefined;

/** A call beside something else: whoever matters most, and the three buttons that cannot wait. */
export function CallSmall({ view, label, onLarger }: CallSmallProps) {
  const texts = useSurroundings().strings.calls;
  const { toggleMicrophone, endCall } = useWebRTC();
  const { own, call, others } = view;
  const elapsedMs = useElapsed(call?.answeredAt ?? null);
  if (own === null) return null;
  const main = mainOf(others, null);
  const isMuted = !own.media.microphone.on;
  return (
    <section
      className="csr-call-small csr-call-dark"
      aria-label={label}
      data-causerie-theme="dark"
      data-testid="call-small"
    >
      {main === undefined ? <SelfTile view={view} /> : <CallTile other={main} isMain onSpeaks={nobodyCounts} />}
      <div className="csr-call-small-bar">
        <p>
          <strong className="csr-ellipsis">{nameOf(view, texts)}</strong>
          <span>{elapsedMs === null ? texts.phases[view.phase ?? 'starting'] : asClock(elapsedMs)}</span>
        </p>
        <button
          type="button"
          className="csr-call-control"
          aria-pressed={isMuted}
          data-off={isMuted || undefined}
          onClick={() => void toggleMicrophone()}
        >
          {isMuted ? <MicrophoneOffIcon /> : <MicrophoneIcon />}
          <span className="csr-hidden">{texts.mute}</span>
        </button>
        {onLarger !== undefined && (
          <button type="button" className="csr-call-control" onClick={onLarger} data-testid="call-larger">
            <FullScreenIcon />
            <span className="csr-hidden">{texts.larger}</span>
          </button>
        )}
        <button type="button" className="csr-call-control" data-danger onClick={() => void endCall()}>
          <HangUpIcon />
          <span className="csr-hidden">{texts.hangUp}</span>
        </button>
      </div>
    </section>
  );
}
