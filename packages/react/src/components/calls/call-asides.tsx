import { myPart } from '@causerie/client/calls';
import { useState } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { AlertIcon, CloseIcon } from '../icons.tsx';
import { CameraIcon } from './call-icons.tsx';
import { failureWords, namesIn } from './call-words.ts';
import { useCallSurroundings, useCalls } from './calls-provider.tsx';

/** A call of mine that goes on with another device or tab, or was left behind by a page that was loaded again: may be gone on with here. */
export function CallElsewhere() {
  const { strings } = useSurroundings();
  const texts = strings.calls;
  const { line } = useCallSurroundings();
  const { state } = useCalls();
  const { joinCall } = useWebRTC();
  const [seenId, setSeenId] = useState<string | null>(null);
  const me = line.whoAmI();
  const call = Object.values(state.calls).find((one) => {
    const part = myPart(one, me);
    // Between hanging up and the server's word for it, the call is still one of this very device.
    return part?.state === 'joined' && part.device !== line.device;
  });
  if (call === undefined || state.own !== null || call.id === seenId) return null;
  const mine = myPart(call, me);
  return (
    <div className="csr-missed" data-testid="call-elsewhere">
      <span className="csr-missed-icon" data-mood="good">
        <CameraIcon size={22} />
      </span>
      <p>
        <strong>{texts.elsewhere}</strong>
        <span>{call.title ?? namesIn(call, mine?.id)}</span>
      </p>
      <button type="button" className="csr-icon-button" onClick={() => setSeenId(call.id)}>
        <CloseIcon size={18} />
        <span className="csr-hidden">{strings.close}</span>
      </button>
      <div className="csr-missed-actions">
        <button
          type="button"
          className="csr-button"
          onClick={() => void joinCall({ callId: call.id }, { takeOver: true })}
          data-testid="call-resume"
        >
          {texts.resumeHere}
        </button>
      </div>
    </div>
  );
}

/** Why a call could not be begun or answered. */
export function CallFailure() {
  const { strings } = useSurroundings();
  const texts = strings.calls;
  const { stage } = useCallSurroundings();
  const { error } = useObservable(stage);
  if (error === null) return null;
  return (
    <div className="csr-missed" role="alert" data-testid="call-failure">
      <span className="csr-missed-icon">
        <AlertIcon size={22} />
      </span>
      <p>
        <strong>{failureWords(error, texts)}</strong>
      </p>
      <button type="button" className="csr-icon-button" onClick={() => stage.change({ error: null })}>
        <CloseIcon size={18} />
        <span className="csr-hidden">{strings.close}</span>
      </button>
    </div>
  );
}
