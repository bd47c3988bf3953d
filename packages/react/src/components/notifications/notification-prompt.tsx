import { useEffect, useId, useState } from 'react';
import { useAttention } from '../../hooks/use-attention.ts';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useNotificationChoices } from '../../hooks/use-notifications.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon } from '../icons.tsx';
import { BellIcon } from './notification-icons.tsx';
import { isPostponed, postpone } from './prompt-memory.ts';

/**
 * Offers to turn notifications on when that makes sense: after somebody has sent a message, or comes back to one that arrived
 * while they were away. It says why before the browser asks. "Later" is remembered on this device, for longer each time. Put it
 * anywhere: it is empty otherwise.
 */
export function NotificationPrompt() {
  const { strings } = useSurroundings();
  const { notifications } = useCauserie();
  const { push } = useObservable(notifications);
  const [step, setStep] = useState<'wait' | 'ask' | 'busy' | 'denied' | 'done'>('wait');
  const moment = useMoment();
  const words = strings.notifications;
  useNotificationChoices(notifications);
  const mayAsk = push.supported !== null && push.permission === 'default' && moment;
  const shown = step === 'wait' && mayAsk ? 'ask' : step;
  const accept = () => {
    setStep('busy');
    const ended = () => setStep(notifications.getSnapshot().push.permission === 'denied' ? 'denied' : 'done');
    notifications.subscribeToPush().then(ended, ended);
  };
  const later = () => {
    postpone(Date.now());
    setStep('done');
  };
  const isAsking = shown === 'ask' || shown === 'busy';
  return (
    <div className="csr-prompt-slot">
      <output className="csr-hidden">{isAsking ? words.promptTitle : ''}</output>
      {isAsking && <Question isBusy={shown === 'busy'} onAccept={accept} onLater={later} />}
      {shown === 'denied' && <Denied onClose={() => setStep('done')} />}
    </div>
  );
}

/** Whether there has been a reason to ask, and somebody is there to answer. */
function useMoment(): boolean {
  const client = useCauserie();
  const isThere = useAttention();
  const [hasReason, setReason] = useState(false);
  useEffect(
    () =>
      client.on('message', ({ mine }) => {
        const isAway = document.visibilityState !== 'visible' || !document.hasFocus();
        if ((mine || isAway) && !isPostponed(Date.now())) setReason(true);
      }),
    [client],
  );
  return hasReason && isThere;
}

interface QuestionProps {
  isBusy: boolean;
  onAccept(): void;
  onLater(): void;
}

function Question({ isBusy, onAccept, onLater }: QuestionProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const titleId = useId();
  return (
    <section className="csr-prompt" aria-labelledby={titleId} data-testid="notification-prompt">
      <span className="csr-notification-icon">
        <BellIcon size={24} />
      </span>
      <div className="csr-prompt-text">
        <h2 id={titleId}>{words.promptTitle}</h2>
        <p>{words.promptText}</p>
        <p className="csr-prompt-privacy">{words.promptPrivacy}</p>
      </div>
      <div className="csr-prompt-actions">
        <button type="button" className="csr-button" onClick={onAccept} disabled={isBusy} data-testid="prompt-yes">
          {words.promptYes}
        </button>
        <button
          type="button"
          className="csr-button csr-button-quiet"
          onClick={onLater}
          disabled={isBusy}
          data-testid="prompt-later"
        >
          {words.promptLater}
        </button>
      </div>
    </section>
  );
}

function Denied({ onClose }: { onClose(): void }) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  return (
    <section className="csr-prompt" role="alert" data-testid="notification-denied">
      <span className="csr-notification-icon">
        <BellIcon size={24} off />
      </span>
      <div className="csr-prompt-text">
        <h2>{words.deviceDenied}</h2>
        <p>{words.deviceDeniedHint}</p>
      </div>
      <button type="button" className="csr-icon-button csr-prompt-close" onClick={onClose}>
        <CloseIcon />
        <span className="csr-hidden">{strings.close}</span>
      </button>
    </section>
  );
}
