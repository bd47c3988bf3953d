import type { Call } from '@causerie/client/calls';
import { useState } from 'react';
import { SignedOut } from '../ready-made/panes.tsx';
import type { Identity } from '../ready-made/shared-client.ts';
import { StandAlone, useStanding } from '../ready-made/stand-alone.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { WithCalls } from './bring-calls.tsx';
import { ConferencePage } from './conference-page.tsx';
import { useSignedOut } from './use-signed-out.ts';
import { type Reached, useWhom, type Whom } from './use-whom.ts';
import { CallWhom, useReachFailure } from './web-rtc-button.tsx';

export interface WebRTCWidgetProps extends Identity, Whom {
  /** The room to enter. */
  sessionId?: string | null | undefined;
  /** The person has left, or closed what is shown after the call. */
  onClose?: (() => void) | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
}

/** Calls in a box: the room of `sessionId`, the call of a conversation or with a person, or, without any, the page of rooms. */
export function WebRTCWidget({ locale, userId, role, token, url, ...box }: WebRTCWidgetProps) {
  return (
    <StandAlone {...{ userId, role, token, url, locale }}>
      <WithCalls>
        <div className="csr-ready csr-webrtc" data-testid="webrtc-widget">
          <Box {...box} />
        </div>
      </WithCalls>
    </StandAlone>
  );
}

function Box({ sessionId, conversationId, toUserId, onClose }: Omit<WebRTCWidgetProps, keyof Identity | 'locale'>) {
  const reached = useWhom({ conversationId, toUserId });
  const [openId, setOpenId] = useState<string | null>(null);
  const roomId = sessionId ?? openId;
  if (roomId === null && reached.isSomebody) return <Choice reached={reached} onStarted={({ id }) => setOpenId(id)} />;
  const leave = () => {
    setOpenId(null);
    onClose?.();
  };
  return <ConferencePage sessionId={roomId} onOpenSession={setOpenId} onLeave={leave} />;
}

/** With pictures, or with sound alone; and why that did not work the last time. */
function Choice({ reached, onStarted }: { reached: Reached; onStarted(call: Call): void }) {
  const standing = useStanding();
  const isSignedOut = useSignedOut();
  const failure = useReachFailure(reached);
  if (isSignedOut) return <SignedOut />;
  if (standing === 'waiting') return <ListSkeleton />;
  return (
    <div className="csr-webrtc-choice">
      {failure !== null && (
        <p className="csr-dialog-failure" role="alert" data-testid="call-reach-failure">
          {failure}
        </p>
      )}
      <CallWhom kind="video" reached={reached} onStarted={onStarted} />
      <CallWhom kind="audio" reached={reached} onStarted={onStarted} />
    </div>
  );
}
