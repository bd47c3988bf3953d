import { CauserieError } from '@causerie/client';
import type { Call } from '@causerie/client/calls';
import { type ReactNode, useEffect, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { conversationOf } from '../ready-made/context-conversation.ts';
import type { Identity } from '../ready-made/shared-client.ts';
import { StandAlone, useStanding } from '../ready-made/stand-alone.tsx';
import { CallButton, type CallButtonProps } from './call-button.tsx';
import { CallsProvider, useNearbyCalls } from './calls-provider.tsx';
import { ConferencePage } from './conference-page.tsx';
import { IncomingCall } from './incoming-call.tsx';
import { VideoCallWindow } from './video-call-window.tsx';

/** Whom a ready-made component calls. */
interface Whom {
  /** The conversation whose other person is called. */
  conversationId?: string | undefined;
  /** Or the person, by their id in the host's system: their conversation is found, or made. */
  toUserId?: string | number | undefined;
}

export interface WebRTCButtonProps extends Identity, Whom, Pick<CallButtonProps, 'kind' | 'children' | 'onStarted'> {
  /** What a click does, in the place of calling. */
  onClick?: (() => void) | undefined;
  locale?: string | undefined;
}

/** A button that calls, for pages without providers of their own: it brings the window of the call and whoever calls back. */
export function WebRTCButton({ locale, userId, role, token, url, ...button }: WebRTCButtonProps) {
  return (
    <StandAlone {...{ userId, role, token, url, locale }}>
      <WithCalls>
        <Button {...button} />
      </WithCalls>
    </StandAlone>
  );
}

function Button({
  conversationId,
  toUserId,
  onClick,
  kind,
  children,
  onStarted,
}: Omit<WebRTCButtonProps, keyof Identity>) {
  const found = useWhom({ conversationId, toUserId });
  const standing = useStanding();
  if (onClick !== undefined) {
    return (
      <button type="button" className="csr-ready csr-button" onClick={onClick}>
        {children}
      </button>
    );
  }
  if (found === null || standing !== 'ready') return null;
  return (
    <CallButton
      conversationId={found}
      {...(kind === undefined ? {} : { kind })}
      {...(onStarted === undefined ? {} : { onStarted })}
    >
      {children}
    </CallButton>
  );
}

export interface WebRTCWidgetProps extends Identity, Whom {
  /** The room to enter. */
  sessionId?: string | undefined;
  /** The person has left, or closed what is shown after the call. */
  onClose?: (() => void) | undefined;
  locale?: string | undefined;
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
  const found = useWhom({ conversationId, toUserId });
  const [openId, setOpenId] = useState<string | undefined>(undefined);
  const leave = () => {
    setOpenId(undefined);
    onClose?.();
  };
  if (sessionId === undefined && openId === undefined && found !== null) {
    const open = (call: Call) => setOpenId(call.id);
    return (
      <div className="csr-webrtc-choice">
        <CallButton kind="video" conversationId={found} onStarted={open} />
        <CallButton kind="audio" conversationId={found} onStarted={open} />
      </div>
    );
  }
  return <ConferencePage sessionId={sessionId ?? openId} onOpenSession={setOpenId} onLeave={leave} />;
}

/** The conversation that is meant; null while it is not known. */
function useWhom({ conversationId, toUserId }: Whom): string | null {
  const client = useCauserie();
  const standing = useStanding();
  const [found, setFound] = useState<{ subject: string; conversationId: string } | null>(null);
  const subject = toUserId === undefined ? null : String(toUserId);
  useEffect(() => {
    if (subject === null || conversationId !== undefined || standing !== 'ready') return undefined;
    let stopped = false;
    conversationOf(client, 'user', subject).then(
      (id) => !stopped && setFound({ subject, conversationId: id }),
      (error: unknown) => {
        // Nobody whom this person may call: nothing to show.
        if (!(error instanceof CauserieError)) throw error;
      },
    );
    return () => {
      stopped = true;
    };
  }, [client, conversationId, subject, standing]);
  return conversationId ?? (found?.subject === subject ? found.conversationId : null);
}

/** The calls of the provider around it, or some of its own with everything that shows them. */
function WithCalls({ children }: { children: ReactNode }) {
  const nearby = useNearbyCalls();
  if (nearby !== null) return children;
  return (
    <CallsProvider>
      {children}
      <IncomingCall />
      <VideoCallWindow />
    </CallsProvider>
  );
}
