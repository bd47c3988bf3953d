import type { PushState } from '@causerie/client';
import { useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import type { NotificationsStrings } from '../../strings/notifications.ts';
import { BellIcon } from './notification-icons.tsx';

/** Whether this browser tells the person, and how to change that. */
export function ThisDevice({ Heading }: { Heading: 'h2' | 'h3' }) {
  const { strings } = useSurroundings();
  const { notifications } = useCauserie();
  const { push } = useObservable(notifications);
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const words = strings.notifications;
  const isOn = push.permission === 'granted' && (push.subscribed || push.supported === false);
  const change = (doing: Promise<unknown>) => {
    setState('busy');
    doing.then(
      () => setState('idle'),
      () => setState('failed'),
    );
  };
  const { title, hint } = described(push, isOn, words);
  return (
    <div className="csr-preferences-group" data-testid="this-device" data-permission={push.permission} data-on={isOn}>
      <Heading>{words.thisDevice}</Heading>
      <div className="csr-device" data-on={isOn || undefined}>
        <span className="csr-notification-icon">
          <BellIcon size={22} off={!isOn} />
        </span>
        <div className="csr-device-text">
          <p>{title}</p>
          {hint !== null && <p className="csr-preferences-hint">{hint}</p>}
          {state === 'failed' && (
            <p className="csr-quiet-failure" role="alert">
              {words.turnOnFailed}
            </p>
          )}
        </div>
        {(push.permission === 'default' || push.permission === 'granted') && (
          <DeviceButton
            push={push}
            isBusy={state === 'busy'}
            onTurnOn={() => change(notifications.subscribeToPush())}
            onTurnOff={() => change(notifications.unsubscribeFromPush())}
          />
        )}
      </div>
    </div>
  );
}

function described(
  push: PushState,
  isOn: boolean,
  words: NotificationsStrings,
): { title: string; hint: string | null } {
  if (push.permission === 'unsupported') return { title: words.deviceUnsupported, hint: null };
  if (push.permission === 'denied') return { title: words.deviceDenied, hint: words.deviceDeniedHint };
  if (push.subscribed) return { title: words.deviceOn, hint: null };
  if (isOn) return { title: words.devicePageOnly, hint: null };
  return { title: words.deviceOff, hint: words.deviceOffHint };
}

interface DeviceButtonProps {
  push: PushState;
  isBusy: boolean;
  onTurnOn(): void;
  onTurnOff(): void;
}

function DeviceButton({ push, isBusy, onTurnOn, onTurnOff }: DeviceButtonProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  if (push.subscribed) {
    return (
      <button type="button" className="csr-button csr-button-quiet" onClick={onTurnOff} disabled={isBusy}>
        {words.turnOff}
      </button>
    );
  }
  // Where there is no push, the permission is all that can be had, and it is the browser's to take back.
  if (push.permission === 'granted' && push.supported === false) return null;
  return (
    <button type="button" className="csr-button" onClick={onTurnOn} disabled={isBusy} data-testid="turn-on">
      {words.turnOn}
    </button>
  );
}
