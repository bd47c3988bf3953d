import { CauserieError, type Failure } from '@causerie/client';
import type { Begin, Call } from '@causerie/client/calls';
import { type ComponentType, useEffect, useState } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useOwnCall } from '../../hooks/use-own-call.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { EmptyState } from '../empty-state.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { DoorIcon } from './call-icons.tsx';
import { failureWords, namesIn } from './call-words.ts';
import { useCallSurroundings } from './calls-provider.tsx';
import { ConferenceHome } from './conference-home.tsx';
import { PreCallCheck } from './pre-call-check.tsx';
import type { RoomPlace } from './use-room-place.ts';
import { VideoCallWindow } from './video-call-window.tsx';

/** Which call is meant, before it is known. */
type Which = { callId: string } | { code: string } | { token: string };

export interface ConferenceProps {
  place: RoomPlace;
  onOpenConversation: ((conversationId: string) => void) | undefined;
  chat: ComponentType<{ conversationId: string }> | undefined;
}

/** A room, the way into it, or the page from which one goes there, for somebody who is signed in. */
export function Conference({ place, onOpenConversation, chat }: ConferenceProps) {
  const { sessionId, shareToken, open, leave } = place;
  const { own, state } = useOwnCall();
  const { stage } = useCallSurroundings();
  const { seenOver } = useObservable(stage);
  const [code, setCode] = useState<string | null>(null);
  const isHere = (callId: string | undefined): boolean =>
    callId !== undefined && (sessionId === undefined || callId === sessionId);
  const isOver = state.over !== null && state.over !== seenOver && isHere(state.over.callId);
  if (isHere(own?.callId) || (own === null && isOver)) {
    return <VideoCallWindow placement="inline" onClosed={leave} {...{ onOpenConversation, chat }} />;
  }
  const which = whichOf(sessionId, shareToken, code);
  if (which === null) {
    return <ConferenceHome onOpenSession={open} onCode={setCode} onOpenConversation={onOpenConversation} />;
  }
  return (
    <Entrance
      key={JSON.stringify(which)}
      which={which}
      onEntered={(callId) => {
        setCode(null);
        open(callId);
      }}
      onCancel={() => (code === null ? leave() : setCode(null))}
    />
  );
}

function whichOf(sessionId: string | undefined, token: string | undefined, code: string | null): Which | null {
  if (sessionId !== undefined) return { callId: sessionId };
  if (token !== undefined) return { token };
  return code === null ? null : { code };
}

interface EntranceProps {
  which: Which;
  onEntered(callId: string): void;
  onCancel(): void;
}

/** In front of a room: what it is, and a look into the mirror before one goes in. */
function Entrance({ which, onEntered, onCancel }: EntranceProps) {
  const texts = useSurroundings().strings.calls;
  const { joinCall, error } = useWebRTC();
  const { call, failure, retry } = useKnownCall('callId' in which ? which.callId : null);
  const [isJoining, setJoining] = useState(false);
  if (call?.status === 'ended') return <NoRoom isOver onLeave={onCancel} />;
  if (failure !== null) {
    if (failure.code === 'not_found' || failure.code === 'invalid_input') {
      return <NoRoom isOver={false} onLeave={onCancel} />;
    }
    return <RoomFailed failure={failure} onRetry={retry} onLeave={onCancel} />;
  }
  if ('callId' in which && call === null) return <ListSkeleton />;
  const join = (begin: Begin) => {
    setJoining(true);
    void joinCall(which, { ...begin, ...('callId' in which ? { takeOver: true } : {}) }).then((joined) => {
      setJoining(false);
      if (joined !== null) onEntered(joined.id);
    });
  };
  const names = call === null ? '' : namesIn(call, undefined);
  return (
    <PreCallCheck
      title={call?.title ?? texts.entranceTitle}
      hint={names === '' ? texts.entranceHint : texts.entranceWith(names)}
      kind={call?.kind ?? 'video'}
      onJoin={join}
      onCancel={onCancel}
      isJoining={isJoining}
    >
      {error !== null && (
        <p className="csr-dialog-failure" role="alert" data-testid="conference-failure">
          {failureWords(error, texts)}
        </p>
      )}
    </PreCallCheck>
  );
}

/** A call by its id: asked for at every connection, and as it is heard of. */
export function useKnownCall(callId: string | null): { call: Call | null; failure: Failure | null; retry(): void } {
  const { calls } = useCallSurroundings();
  const state = useObservable(calls);
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<{ turn: number; call: Call | null; failure: Failure | null } | null>(null);
  useEffect(() => {
    if (callId === null || !state.signaling) return undefined;
    let stopped = false;
    calls.get(callId).then(
      (call) => !stopped && setAnswer({ turn, call, failure: null }),
      (error: unknown) => {
        if (!(error instanceof CauserieError)) throw error;
        if (!stopped) setAnswer({ turn, call: null, failure: error.failure });
      },
    );
    return () => {
      stopped = true;
    };
  }, [calls, callId, state.signaling, turn]);
  const call = callId === null ? null : (state.calls[callId] ?? answer?.call ?? null);
  const failure = call === null && answer?.turn === turn ? answer.failure : null;
  return { call, failure, retry: () => setTurn(turn + 1) };
}

/** A link or a code that leads nowhere, or to a room that is closed. */
export function NoRoom({ isOver, onLeave }: { isOver: boolean; onLeave(): void }) {
  const texts = useSurroundings().strings.calls;
  return (
    <EmptyState
      icon={<DoorIcon size={34} />}
      title={isOver ? texts.roomOver : texts.noRoom}
      hint={isOver ? texts.roomOverHint : texts.noRoomHint}
    >
      <button type="button" className="csr-button" onClick={onLeave}>
        {texts.toRooms}
      </button>
    </EmptyState>
  );
}

interface RoomFailedProps {
  failure: Failure;
  onRetry(): void;
  onLeave(): void;
}

/** A room that may be there, and could not be asked for, or not be shown to this person. */
export function RoomFailed({ failure, onRetry, onLeave }: RoomFailedProps) {
  const { strings } = useSurroundings();
  const { calls: texts } = strings;
  return (
    <div role="alert" data-testid="room-failed">
      <EmptyState
        icon={<DoorIcon size={34} />}
        title={texts.roomFailed}
        hint={texts.failures[failure.code] ?? strings.failures[failure.code] ?? strings.failureElse}
      >
        {failure.retryable && (
          <button type="button" className="csr-button" onClick={onRetry}>
            {strings.retry}
          </button>
        )}
        <button type="button" className="csr-button csr-button-quiet" onClick={onLeave}>
          {texts.toRooms}
        </button>
      </EmptyState>
    </div>
  );
}
