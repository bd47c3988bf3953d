import type { Call, CallKind, NewCall } from '@causerie/client/calls';
import { type ReactNode, useId, useState } from 'react';
import { useCallObstacle } from '../../hooks/use-call-obstacle.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { CameraIcon, PhoneIcon } from './call-icons.tsx';
import { useCallSurroundings } from './calls-provider.tsx';

export interface CallButtonProps extends Pick<NewCall, 'conversationId' | 'personId' | 'mode'> {
  /** With pictures (the default), or with sound alone. */
  kind?: CallKind;
  /** An icon whose name is read aloud, or a button with words. */
  look?: 'icon' | 'words';
  /** The words, in the place of ours. */
  children?: ReactNode;
  onStarted?(call: Call): void;
}

/**
 * Calls somebody: the other one of a conversation, or a person. Where that is not possible now it stays there, says why when it is
 * reached or pressed, and does nothing.
 */
export function CallButton(props: CallButtonProps) {
  const { kind = 'video', look = 'words', children, onStarted, ...whom } = props;
  const texts = useSurroundings().strings.calls;
  const { startCall } = useWebRTC();
  const obstacle = useCallObstacle(whom.conversationId);
  const [isStarting, setStarting] = useState(false);
  const call = async () => {
    if (isStarting) return;
    setStarting(true);
    const started = await startCall({ kind, ...whom });
    setStarting(false);
    if (started !== null) onStarted?.(started);
  };
  const Icon = kind === 'video' ? CameraIcon : PhoneIcon;
  const words = kind === 'video' ? texts.callVideo : texts.callAudio;
  return (
    <Obstructed
      obstacle={obstacle}
      className={look === 'icon' ? 'csr-icon-button' : 'csr-button'}
      testId={`call-${kind}`}
      onPress={call}
    >
      <Icon size={look === 'icon' ? 22 : 19} />
      {look === 'icon' ? <span className="csr-hidden">{words}</span> : <span>{children ?? words}</span>}
    </Obstructed>
  );
}

interface ObstructedProps {
  obstacle: string | null;
  className: string;
  testId: string;
  onPress(): Promise<void>;
  children: ReactNode;
}

function Obstructed({ obstacle, className, testId, onPress, children }: ObstructedProps) {
  const reasonId = useId();
  const [isAsked, setAsked] = useState(false);
  return (
    <span className="csr-call-button">
      {/* A disabled button can neither be reached by keyboard nor say why. */}
      <button
        type="button"
        className={className}
        aria-disabled={obstacle !== null}
        aria-describedby={obstacle === null ? undefined : reasonId}
        title={obstacle ?? undefined}
        onClick={() => (obstacle === null ? void onPress() : setAsked(true))}
        onBlur={() => setAsked(false)}
        data-testid={testId}
      >
        {children}
      </button>
      {obstacle !== null && (
        <output id={reasonId} className={isAsked ? 'csr-call-reason' : 'csr-hidden'}>
          {obstacle}
        </output>
      )}
    </span>
  );
}

/** Calls with pictures or with sound alone, at the head of a thread: for `slots.ThreadActions`. */
export function CallActions({ conversationId }: { conversationId: string }) {
  const texts = useSurroundings().strings.calls;
  const { calls, call, startCall } = useWebRTC();
  const { stage } = useCallSurroundings();
  if (call?.conversationId === conversationId) {
    return (
      <button
        type="button"
        className="csr-call-return"
        onClick={() => stage.change({ size: 'full' })}
        data-testid="call-return"
      >
        <CameraIcon size={18} />
        {texts.returnToCall}
      </button>
    );
  }
  const live = Object.values(calls.getSnapshot().calls).find((one) => one.conversationId === conversationId);
  const isThere = live?.participants.some(({ state }) => state === 'joined') === true;
  if (live !== undefined && isThere && live.mode === 'room') {
    return (
      <button
        type="button"
        className="csr-call-return"
        onClick={() => void startCall({ conversationId, kind: live.kind, mode: live.mode })}
        data-testid="call-join-live"
      >
        <CameraIcon size={18} />
        {texts.joinLive}
      </button>
    );
  }
  return (
    <>
      <CallButton look="icon" kind="audio" conversationId={conversationId} />
      <CallButton look="icon" kind="video" conversationId={conversationId} />
    </>
  );
}
