import type { ReactNode } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import type { OwnCallView } from '../../hooks/use-own-call.ts';
import { useTalkingWhileMuted } from '../../hooks/use-speaking.ts';
import { useSurroundings } from '../../provider.tsx';
import { AlertIcon } from '../icons.tsx';
import { MicrophoneOffIcon, ScreenIcon, SoundIcon } from './call-icons.tsx';
import { useCallSurroundings } from './calls-provider.tsx';
import { MediaFailures } from './media-failures.tsx';
import { WaitingPeople } from './waiting-people.tsx';

/** What the person in a call should know now, and what they can do about it. */
export function CallNotices({ view }: { view: OwnCallView }) {
  const texts = useSurroundings().strings.calls;
  const { stage } = useCallSurroundings();
  const { isSoundBlocked, error } = useObservable(stage);
  const { calls, own, phase, state } = view;
  const isTalking = useTalkingWhileMuted(own?.media.voice ?? null, own?.media.microphone.on === false);
  if (own === null) return null;
  const { ladder, media } = own;
  return (
    <div className="csr-call-notices">
      <WaitingPeople view={view} />
      <MediaFailures media={media} />
      <div className="csr-call-notice-list" aria-live="polite">
        {phase === 'interrupted' && <Notice icon={<AlertIcon />} mood="warm" text={texts.interrupted} />}
        {ladder.rung !== 'video' && (
          <Notice icon={<AlertIcon />} mood="warm" text={texts.ladder[ladder.rung]} testId="call-ladder" />
        )}
        {!state.signaling && phase !== 'interrupted' && <Notice icon={<AlertIcon />} text={texts.signalingLost} />}
        {error !== null && (
          <Notice icon={<AlertIcon />} mood="warm" text={texts.failures[error.code] ?? texts.failed} />
        )}
      </div>
      {isSoundBlocked && (
        <Notice icon={<SoundIcon />} mood="warm" text={texts.soundBlocked} testId="call-sound-blocked">
          <button type="button" className="csr-button" onClick={() => stage.change({ isSoundBlocked: false })}>
            {texts.allowSound}
          </button>
        </Notice>
      )}
      {isTalking && (
        <Notice icon={<MicrophoneOffIcon />} text={texts.mutedTalking} testId="call-muted-talking">
          <button type="button" className="csr-button" onClick={() => void calls.setMicrophone(true)}>
            {texts.unmute}
          </button>
        </Notice>
      )}
      {media.sends.screen && (
        <Notice icon={<ScreenIcon />} text={texts.sharing}>
          <button type="button" className="csr-button" onClick={() => void calls.shareScreen(false)}>
            {texts.stopSharing}
          </button>
        </Notice>
      )}
    </div>
  );
}

interface NoticeProps {
  icon: ReactNode;
  text: string;
  mood?: 'warm';
  testId?: string;
  children?: ReactNode;
}

function Notice({ icon, text, mood, testId, children }: NoticeProps) {
  return (
    <div className="csr-call-notice" data-mood={mood} data-testid={testId}>
      {icon}
      <p>{text}</p>
      {children}
    </div>
  );
}
