import { type Call, type CallsState, myPart } from '@causerie/client/calls';
import { useState } from 'react';
import { asClock } from '../../hooks/use-elapsed.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { ChatIcon } from '../icons.tsx';
import { CameraIcon, PhoneIcon } from './call-icons.tsx';
import { overWords } from './call-words.ts';
import { useCallSurroundings, useCalls } from './calls-provider.tsx';

export interface CallOverProps {
  over: NonNullable<CallsState['over']>;
  titleId: string;
  onClose(): void;
  onOpenConversation: ((conversationId: string) => void) | undefined;
}

/** What became of a call: how it ended, how long it was, and what one may want to do next. */
export function CallOver({ over, titleId, onClose, onOpenConversation }: CallOverProps) {
  const { strings } = useSurroundings();
  const texts = strings.calls;
  const { line } = useCallSurroundings();
  const { call } = over;
  const mine = call === null ? undefined : myPart(call, line.whoAmI());
  const durationMs = useDuration(call);
  const conversationId = call?.conversationId ?? null;
  return (
    <div className="csr-over" data-testid="call-over" data-reason={over.reason}>
      <h2 id={titleId}>{overWords(over, mine, texts)}</h2>
      {durationMs !== null && over.reason !== 'moved' && (
        <p className="csr-over-duration">{texts.lasted(asClock(durationMs))}</p>
      )}
      <div className="csr-over-actions">
        <Again over={over} />
        {conversationId !== null && onOpenConversation !== undefined && (
          <button
            type="button"
            className="csr-button csr-button-quiet"
            onClick={() => onOpenConversation(conversationId)}
            data-testid="call-over-thread"
          >
            <ChatIcon size={18} />
            {texts.openThread}
          </button>
        )}
        <button type="button" className="csr-button csr-button-quiet" onClick={onClose} data-testid="call-over-close">
          {strings.close}
        </button>
      </div>
    </div>
  );
}

/** Back into the room, over from the other device, or another call to the same person: whatever there is a way to. */
function Again({ over: { callId, reason, call } }: Pick<CallOverProps, 'over'>) {
  const texts = useSurroundings().strings.calls;
  const { state } = useCalls();
  const { startCall, joinCall } = useWebRTC();
  const isLive = state.calls[callId] !== undefined;
  if (isLive && reason === 'moved') {
    return (
      <button type="button" className="csr-button" onClick={() => void joinCall({ callId }, { takeOver: true })}>
        {texts.resumeHere}
      </button>
    );
  }
  if (isLive && call?.mode === 'room' && reason !== 'removed') {
    return (
      <button type="button" className="csr-button" onClick={() => void joinCall({ callId })} data-testid="call-rejoin">
        <CameraIcon size={18} />
        {texts.rejoin}
      </button>
    );
  }
  if (call === null || call.mode === 'room' || call.conversationId === null || reason === 'removed') return null;
  const { conversationId, kind } = call;
  return (
    <button
      type="button"
      className="csr-button"
      onClick={() => void startCall({ conversationId, kind })}
      data-testid="call-again"
    >
      <PhoneIcon size={18} />
      {texts.callAgain}
    </button>
  );
}

/** From the answer to the end, or to when this device left. */
function useDuration(call: Call | null): number | null {
  const [nowMs] = useState(() => Date.now());
  if (call === null || call.answeredAt === null) return null;
  const endMs = call.endedAt === null ? nowMs : Date.parse(call.endedAt);
  return Math.max(0, endMs - Date.parse(call.answeredAt));
}
