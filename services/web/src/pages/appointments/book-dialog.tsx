import type { Appointment } from '@causerie/client';
import { usePeopleSearch, useSelected } from '@causerie/react';
import { useState } from 'react';
import { askDemo } from '../../demo.ts';
import { Dialog } from '../../dialog.tsx';
import { useLooks } from '../../looks.tsx';
import { appointmentsTexts } from '../../texts/appointments.ts';
import { useAsking } from '../../use-asking.ts';
import { fromField, minutesAfter, soon, toField, tomorrow } from './time.ts';

const LENGTHS = [15, 30, 45, 60, 90];
const LENGTH_DEFAULT = 30;
const LABEL_MAX = 200;

export interface BookDialogProps {
  onBooked(appointment: Appointment): void;
  onClose(): void;
}

/** Books an appointment, as the booking software of a host would. */
export function BookDialog({ onBooked, onClose }: BookDialogProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const me = useSelected((state) => state.me);
  const { people } = usePeopleSearch('');
  const others = (people ?? []).filter(({ side }) => side !== me?.side);
  const [subject, setSubject] = useState('');
  const [label, setLabel] = useState(text.labelExample);
  const [when, setWhen] = useState(() => toField(soon(new Date())));
  const [lasts, setLasts] = useState(LENGTH_DEFAULT);
  const { isBusy, hasFailed, ask } = useAsking(onBooked);
  const chosen = subject === '' ? others[0]?.subject : subject;
  const book = () => {
    const startsAt = fromField(when);
    if (startsAt === null || chosen === undefined || me === null) return;
    const [professional, client] = me.side === 'professional' ? [me.subject, chosen] : [chosen, me.subject];
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const times = { startsAt: startsAt.toISOString(), endsAt: minutesAfter(startsAt, lasts).toISOString() };
    const booking = { professional, client, label, ...times, locale: language, timeZone };
    ask(() => askDemo<Appointment>('POST', '/demo/appointments', booking));
  };
  return (
    <Dialog
      title={text.bookTitle}
      confirm={text.confirm}
      giveUp={text.giveUp}
      isBusy={isBusy}
      failure={hasFailed ? text.failed : null}
      onConfirm={book}
      onClose={onClose}
      testId="book-form"
    >
      <label className="field">
        <span>{text.withWhom}</span>
        <select value={chosen ?? ''} onChange={({ target }) => setSubject(target.value)} required>
          {others.map((person) => (
            <option key={person.id} value={person.subject}>
              {person.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{text.label}</span>
        <input value={label} maxLength={LABEL_MAX} onChange={({ target }) => setLabel(target.value)} required />
      </label>
      <WhenFields when={when} onWhen={setWhen} lasts={lasts} onLasts={setLasts} />
    </Dialog>
  );
}

interface WhenFieldsProps {
  when: string;
  onWhen(when: string): void;
  lasts: number;
  onLasts(minutes: number): void;
}

/** When something begins and how long it lasts, with two moments that are asked for most. */
export function WhenFields({ when, onWhen, lasts, onLasts }: WhenFieldsProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const lengths = LENGTHS.includes(lasts) ? LENGTHS : [...LENGTHS, lasts];
  const presets = [
    { name: text.soon, at: soon },
    { name: text.tomorrow, at: tomorrow },
  ];
  return (
    <>
      <div className="fields">
        <label className="field">
          <span>{text.when}</span>
          <input
            type="datetime-local"
            value={when}
            onChange={({ target }) => onWhen(target.value)}
            required
            data-testid="when"
          />
        </label>
        <label className="field">
          <span>{text.lasts}</span>
          <select value={lasts} onChange={({ target }) => onLasts(Number(target.value))}>
            {lengths.map((minutes) => (
              <option key={minutes} value={minutes}>
                {text.minutes(minutes)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="presets">
        {presets.map(({ name, at }) => (
          <button key={name} type="button" className="preset" onClick={() => onWhen(toField(at(new Date())))}>
            {name}
          </button>
        ))}
      </div>
    </>
  );
}
