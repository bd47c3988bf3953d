import type { NotificationPreferences } from '@causerie/client';
import { useId, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import type { Save } from './notification-preferences.tsx';
import { Switch } from './switch.tsx';

type QuietHours = NonNullable<NotificationPreferences['quietHours']>;

/** What is offered to somebody who never chose any. */
const FIRST = { from: '20:00', to: '07:30' };

interface QuietHoursFieldsProps {
  hours: QuietHours | null;
  save: Save;
}

/** Hours of the day in which nothing sounds and nothing is pushed, by the clock of a time zone. */
export function QuietHoursFields({ hours, save }: QuietHoursFieldsProps) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return (
    <div className="csr-preferences-group">
      <Switch
        isOn={hours !== null}
        label={words.quietHours}
        hint={words.quietHoursHint}
        onChange={(isOn) => save({ quietHours: isOn ? { ...FIRST, timeZone } : null })}
        testId="preference-quiet"
      />
      {hours !== null && <Hours key={`${hours.from} ${hours.to}`} hours={hours} save={save} />}
    </div>
  );
}

function Hours({ hours, save }: { hours: QuietHours; save: Save }) {
  const { strings } = useSurroundings();
  const words = strings.notifications;
  const [draft, setDraft] = useState({ from: hours.from, to: hours.to });
  const failureId = useId();
  const isSame = draft.from === draft.to;
  // A time is written in steps, and what is in between must not be saved: leaving the field ends it.
  const finish = () => {
    const isWhole = draft.from !== '' && draft.to !== '' && !isSame;
    const isNews = draft.from !== hours.from || draft.to !== hours.to;
    if (isWhole && isNews) save({ quietHours: { ...hours, ...draft } });
  };
  const field = (which: 'from' | 'to') => (
    <label className="csr-field">
      <span>{words[which]}</span>
      <input
        type="time"
        required
        value={draft[which]}
        onChange={({ target }) => setDraft({ ...draft, [which]: target.value })}
        onBlur={finish}
        aria-invalid={isSame}
        {...(isSame ? { 'aria-describedby': failureId } : {})}
        data-testid={`quiet-${which}`}
      />
    </label>
  );
  return (
    <div className="csr-quiet">
      {field('from')}
      {field('to')}
      <label className="csr-field csr-quiet-zone">
        <span>{words.timeZone}</span>
        <select
          value={hours.timeZone}
          onChange={({ target }) => save({ quietHours: { ...hours, timeZone: target.value } })}
          data-testid="quiet-zone"
        >
          {timeZones(hours.timeZone).map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      </label>
      {isSame && (
        <p className="csr-quiet-failure" id={failureId} role="alert">
          {words.quietHoursSame}
        </p>
      )}
    </div>
  );
}

/** Every zone that the browser knows, and the chosen one even where it does not. */
function timeZones(chosen: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(chosen) ? known : [chosen, ...known];
}
