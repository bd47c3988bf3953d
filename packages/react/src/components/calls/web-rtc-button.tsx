import type { CallKind } from '@causerie/client/calls';
import { useCallObstacle } from '../../hooks/use-call-obstacle.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import type { Identity } from '../ready-made/shared-client.ts';
import { StandAlone } from '../ready-made/stand-alone.tsx';
import { WithCalls } from './bring-calls.tsx';
import { type CallButtonProps, CallFace, StartButton } from './call-button.tsx';
import { failureWords } from './call-words.ts';
import { aboutWhom } from './stage.ts';
import { useSignedOut } from './use-signed-out.ts';
import { type Reached, useWhom, type Whom } from './use-whom.ts';

export interface WebRTCButtonProps extends Identity, Whom, Pick<CallButtonProps, 'kind' | 'children' | 'onStarted'> {
  /** What a click does, in the place of calling. */
  onClick?: (() => void) | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
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

type ButtonProps = Omit<WebRTCButtonProps, keyof Identity | 'locale'>;

function Button({ conversationId, toUserId, onClick, ...looks }: ButtonProps) {
  const reached = useWhom({ conversationId, toUserId });
  const failure = useReachFailure(reached);
  if (onClick !== null && onClick !== undefined) {
    return (
      <button type="button" className="csr-ready csr-button" onClick={() => onClick()}>
        <CallFace {...looks} />
      </button>
    );
  }
  if (!reached.isSomebody) return null;
  return (
    <span className="csr-ready csr-call-button">
      <CallWhom reached={reached} {...looks} />
      {failure !== null && (
        <span className="csr-call-reason" role="alert" data-testid="call-reach-failure">
          {failure}
        </span>
      )}
    </span>
  );
}

export interface CallWhomProps extends Pick<CallButtonProps, 'kind' | 'children' | 'onStarted'> {
  reached: Reached;
}

/** A button that calls whoever is meant, and finds out how only when it is pressed. */
export function CallWhom({ reached, ...looks }: CallWhomProps) {
  const { strings } = useSurroundings();
  const { startCall } = useWebRTC();
  const inTheWay = useCallObstacle(reached.conversationId ?? undefined);
  const obstacle = useSignedOut() ? strings.readyMade.signedOut : inTheWay;
  const kind: CallKind = looks.kind ?? 'video';
  const start = async () => {
    const conversationId = await reached.find();
    return conversationId === null ? null : startCall({ conversationId, kind });
  };
  return <StartButton {...looks} obstacle={obstacle} start={start} />;
}

/** Why whoever is meant could not be reached, in words for the person; null when they were, or nobody tried. */
export function useReachFailure({ failure }: Reached): string | null {
  const { strings } = useSurroundings();
  return failure === null ? null : failureWords(aboutWhom(failure), strings.calls);
}
