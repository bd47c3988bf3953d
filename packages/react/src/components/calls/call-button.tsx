import type { Call, CallKind } from '@causerie/client/calls';
import { type ReactNode, useId, useState } from 'react';
import { useCallObstacle } from '../../hooks/use-call-obstacle.ts';
import { type CallTo, useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { CameraIcon, PhoneIcon } from './call-icons.tsx';
import { useCallSurroundings } from './calls-provider.tsx';

/** How a button that calls looks, and what it is for. */
interface CallLooks {
  /** With pictures (the default), or with sound alone. */
  kind?: CallKind | null | undefined;
  /** An icon whose name is read aloud, or a button with words. */
  look?: 'icon' | 'words' | null | undefined;
  /** The words, in the place of ours. */
  children?: ReactNode;
  onStarted?: ((call: Call) => void) | null | undefined;
}

export interface CallButtonProps extends CallLooks, Pick<CallTo, 'conversationId' | 'personId' | 'mode'> {}

/**
 * Calls somebody: the other one of a conversation, or a person. Where that is not possible now it stays there, says why when it is
 * reached or pressed, and does nothing.
 */
export function CallButton(props: CallButtonProps) {
  const { conversationId, personId, mode, ...looks } = props;
  const { startCall } = useWebRTC();
  const obstacle = useCallObstacle(conversationId ?? undefined);
  const start = () => startCall({ kind: looks.kind ?? 'video', conversationId, personId, mode });
  return <StartButton {...looks} obstacle={obstacle} start={start} />;
}

export interface StartButtonProps extends CallLooks {
  /** Why nobody can be called now; null when nothing is in the way. */
  obstacle: string | null;
  /** Calls; null when that did not work. */
  start(): Promise<Call | null>;
}

/** A button that calls, however whoever is called is found. */
export function StartButton({ kind, look, children, onStarted, obstacle, start }: StartButtonProps) {
  const [isStarting, setStarting] = useState(false);
  const press = async () => {
    if (isStarting) return;
    setStarting(true);
    const started = await start().finally(() => setStarting(false));
    if (started !== null) onStarted?.(started);
  };
  return (
    <Obstructed
      obstacle={obstacle}
      className={look === 'icon' ? 'csr-icon-button' : 'csr-button'}
      testId={`call-${kind ?? 'video'}`}
      onPress={press}
    >
      <CallFace {...{ kind, look, children }} />
    </Obstructed>
  );
}

/** What a button that calls shows: its icon, and the words unless there is room for the icon alone. */
export function CallFace({ kind, look, children }: Pick<CallLooks, 'kind' | 'look' | 'children'>) {
  const texts = useSurroundings().strings.calls;
  const Icon = kind === 'audio' ? PhoneIcon : CameraIcon;
  const words = kind === 'audio' ? texts.callAudio : texts.callVideo;
  return (
    <>
      <Icon size={look === 'icon' ? 22 : 19} />
      {look === 'icon' ? <span className="csr-hidden">{words}</span> : <span>{children ?? words}</span>}
    </>
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
