import { isMuted, type Mute } from '@causerie/client';
import { useCallback, useEffect } from 'react';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { BellIcon } from './notification-icons.tsx';
import { usePopover } from './use-popover.ts';

const HOUR_MS = 3_600_000;
/** "Until tomorrow morning" ends at this hour. */
const MORNING_HOUR = 8;

export interface ConversationMuteProps {
  conversationId: string;
}

/** A button that silences one conversation, for a while or until further notice, and says whether it is silent. */
export function ConversationMute({ conversationId }: ConversationMuteProps) {
  const { strings } = useSurroundings();
  const { notifications } = useCauserie();
  const mute = useObservable(notifications).mutes[conversationId];
  const words = useMuteWords();
  const now = useNow();
  const { isOpen, close, button, panel, panelId } = usePopover<HTMLElement>();
  useEffect(() => {
    notifications.mute(conversationId).catch(() => undefined);
  }, [notifications, conversationId]);
  const isSilent = isMuted(mute, now.getTime());
  const label = isSilent ? words(mute) : strings.notifications.mute;
  const choose = (until: string | null | false) => {
    close();
    notifications.setMute(conversationId, until).catch(() => undefined);
  };
  return (
    <span className="csr-mute">
      <button
        ref={button}
        type="button"
        className="csr-icon-button"
        aria-expanded={isOpen}
        title={label}
        data-testid="mute-button"
        data-muted={isSilent}
      >
        <BellIcon size={21} off={isSilent} />
        <span className="csr-hidden">{label}</span>
      </button>
      <section
        ref={panel}
        id={panelId}
        popover="auto"
        className="csr-mute-panel"
        aria-label={strings.notifications.muteMenu}
      >
        {isOpen && <Choices mute={isSilent ? mute : undefined} onChoose={choose} />}
      </section>
    </span>
  );
}

interface ChoicesProps {
  mute: Mute | undefined;
  onChoose(until: string | null | false): void;
}

function Choices({ mute, onChoose }: ChoicesProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const inHours = (hours: number) => () => onChoose(new Date(Date.now() + hours * HOUR_MS).toISOString());
  const choices = [
    { label: words.muteOneHour, id: 'hour', choose: inHours(1) },
    { label: words.muteEightHours, id: 'eight-hours', choose: inHours(8) },
    { label: words.muteTomorrow, id: 'tomorrow', choose: () => onChoose(tomorrowMorning(new Date())) },
    { label: words.muteAlways, id: 'always', choose: () => onChoose(null) },
  ];
  return (
    <>
      {mute !== undefined && (
        <button type="button" className="csr-menu-item" onClick={() => onChoose(false)} data-testid="unmute">
          {words.unmute}
        </button>
      )}
      {choices.map(({ label, id, choose }) => (
        <button key={id} type="button" className="csr-menu-item" onClick={choose} data-testid={`mute-${id}`}>
          {label}
        </button>
      ))}
    </>
  );
}

/** Eight in the morning of the next day, by the clock of this machine. */
function tomorrowMorning(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING_HOUR).toISOString();
}

/** Says how long a conversation is silent. */
export function useMuteWords(): (mute: Mute | undefined) => string {
  const { strings, dates } = useSurroundings();
  return useCallback(
    (mute) => {
      const { muted, mutedUntil, mutedUntilDay } = strings.notifications;
      if (mute?.until == null) return muted;
      const isToday = dates.dayKey(mute.until) === dates.dayKey(new Date().toISOString());
      return isToday ? mutedUntil(dates.time(mute.until)) : mutedUntilDay(dates.full(mute.until));
    },
    [strings, dates],
  );
}
