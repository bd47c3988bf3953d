import type { NotificationPreferences as Preferences, PreferencesChange } from '@causerie/client';
import { useEffect, useRef, useState } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useNotificationChoices } from '../../hooks/use-notifications.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { LoadFailure } from '../empty-state.tsx';
import { ChannelTable } from './channel-table.tsx';
import { MutedConversations } from './muted-conversations.tsx';
import { QuietHoursFields } from './quiet-hours-fields.tsx';
import { Switch } from './switch.tsx';
import { ThisDevice } from './this-device.tsx';

/** How long "saved" stays. */
const SAVED_MS = 4000;

/** Saves a change; the form shows it at once. */
export type Save = (change: PreferencesChange) => void;

export interface NotificationPreferencesProps {
  /** Without it, the page has a heading of its own already; on unless false. */
  hasHeading?: boolean;
}

/** What a person wants to be told, where, and when not. Every change is saved as it is made, and says so. */
export function NotificationPreferences({ hasHeading = true }: NotificationPreferencesProps) {
  const { strings } = useSurroundings();
  const { notifications } = useCauserie();
  const { preferences } = useObservable(notifications);
  const [failed, setFailed] = useState(false);
  const { outcome, save } = useSaving();
  useNotificationChoices(notifications);
  useEffect(() => {
    let isHere = true;
    if (notifications.getSnapshot().preferences === null)
      notifications.loadPreferences().catch(() => isHere && setFailed(true));
    return () => void (isHere = false);
  }, [notifications]);
  const retry = () => {
    setFailed(false);
    notifications.loadPreferences().catch(() => setFailed(true));
  };
  return (
    <section
      className="csr-preferences"
      data-headed={hasHeading || undefined}

      aria-label={strings.notifications.preferences}
      data-testid="notification-preferences"
    >
      <header className="csr-history-header">
        {hasHeading && <h2>{strings.notifications.preferences}</h2>}
        <output className="csr-saved" data-outcome={outcome} data-testid="preferences-outcome">
          {outcome === 'saving' && strings.notifications.saving}
          {outcome === 'saved' && strings.notifications.saved}
        </output>
      </header>
      {outcome === 'failed' && (
        <p className="csr-history-failure" role="alert">
          {strings.notifications.saveFailed}
        </p>
      )}
      {preferences === null ? (
        failed ? (
          <LoadFailure onRetry={retry} />
        ) : (
          <ListSkeleton />
        )
      ) : (
        <Choices preferences={preferences} save={save} Heading={hasHeading ? 'h3' : 'h2'} />
      )}
    </section>
  );
}

interface ChoicesProps {
  preferences: Preferences;
  save: Save;
  Heading: 'h2' | 'h3';
}

function Choices({ preferences, save, Heading }: ChoicesProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  return (
    <>
      <ThisDevice Heading={Heading} />
      <ChannelTable preferences={preferences} save={save} Heading={Heading} />
      <div className="csr-preferences-group">
        <Switch
          isOn={preferences.sound}
          label={words.sound}
          hint={words.soundHint}
          onChange={(sound) => save({ sound })}
          testId="preference-sound"
        />
        <Switch
          isOn={preferences.showContent}
          label={words.names}
          hint={words.namesHint}
          onChange={(showContent) => save({ showContent })}
          testId="preference-names"
        />
      </div>
      <QuietHoursFields hours={preferences.quietHours} save={save} />
      <MutedConversations />
    </>
  );
}

type Outcome = 'idle' | 'saving' | 'saved' | 'failed';

/** Saves, and says how it went: of several changes at once, how the last one did. */
function useSaving(): { outcome: Outcome; save: Save } {
  const { notifications } = useCauserie();
  const [outcome, setOutcome] = useState<Outcome>('idle');
  const latest = useRef(0);
  useEffect(() => {
    if (outcome !== 'saved') return;
    const timer = setTimeout(() => setOutcome('idle'), SAVED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const save: Save = (change) => {
    const turn = ++latest.current;
    const said = (how: Outcome) => (turn === latest.current || how === 'failed') && setOutcome(how);
    setOutcome('saving');
    notifications.savePreferences(change).then(
      () => said('saved'),
      () => said('failed'),
    );
  };
  return { outcome, save };
}
