import { type Appointment, CauserieError } from '@causerie/client';
import { useSelected, useSurroundings } from '@causerie/react';
import { useCalls } from '@causerie/react/calls';
import { useCallback, useState } from 'react';
import { Link } from '../../link.tsx';
import { conversationHref } from '../../location.ts';
import { type Looks, useLooks } from '../../looks.tsx';
import { glyphs } from '../../shell/icons.tsx';
import { appointmentsTexts } from '../../texts/appointments.ts';
import { useFetched } from '../../use-fetched.ts';
import type { Done } from './appointments-page.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { endOf } from './time.ts';

export interface AppointmentCardProps {
  appointment: Appointment;
  now: Date;
  isDemo: boolean;
  onDone(what: Done, appointment: Appointment): void;
}

/** One appointment: when, with whom, and what can be done about it. */
export function AppointmentCard({ appointment, now, isDemo, onDone }: AppointmentCardProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const { dates } = useSurroundings();
  const side = useSelected((state) => state.me?.side);
  const other = side === 'professional' ? appointment.client : appointment.professional;
  const { startsAt, endsAt, cancelledAt, conversationId, label } = appointment;
  const isAhead = cancelledAt === null && endOf(appointment) > now.getTime();
  const time = endsAt === null ? dates.time(startsAt) : `${dates.time(startsAt)} – ${dates.time(endsAt)}`;
  return (
    <article className="card appointment" data-testid="appointment" data-state={isAhead ? 'ahead' : 'over'}>
      <DayBlock iso={startsAt} language={language} />
      <div className="appointment-words">
        <h3>{label}</h3>
        <p>{other.name}</p>
        <p>
          <time dateTime={startsAt}>{`${dates.day(startsAt, now)}, ${time}`}</time>
        </p>
        {!isAhead && <span className="pill">{cancelledAt === null ? text.over : text.cancelled}</span>}
        <div className="row-actions">
          {isAhead && <CallAtItsTime key={appointment.updatedAt} conversationId={conversationId} now={now} />}
          <Link to={conversationHref(conversationId)} className="csr-button csr-button-outline">
            {glyphs.messages}
            {text.conversation}
          </Link>
          {isAhead && isDemo && <Changes appointment={appointment} onDone={onDone} />}
        </div>
      </div>
    </article>
  );
}

function DayBlock({ iso, language }: { iso: string } & Pick<Looks, 'language'>) {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, options).format(new Date(iso));
  return (
    <span className="appointment-day" aria-hidden="true">
      <span>{part({ month: 'short' })}</span>
      <b>{part({ day: 'numeric' })}</b>
      <span>{part({ weekday: 'short' })}</span>
    </span>
  );
}

/** The call of an appointment, within its window; before that, when it opens. */
function CallAtItsTime({ conversationId, now }: { conversationId: string; now: Date }) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const { dates } = useSurroundings();
  const { calls } = useCalls();
  const [failed, setFailed] = useState(false);
  const ask = useCallback(() => calls.window(conversationId), [calls, conversationId]);
  const { value: window } = useFetched(ask);
  if (window === null) return null;
  const { open, opensAt, closesAt } = window;
  const isWithin =
    opensAt === null || (Date.parse(opensAt) <= now.getTime() && now.getTime() < Date.parse(closesAt ?? opensAt));
  if (!open && !isWithin) {
    return opensAt === null ? null : (
      <span className="pill appointment-opens">{text.callOpens(dates.full(opensAt))}</span>
    );
  }
  const call = async () => {
    setFailed(false);
    try {
      await calls.start({ conversationId, kind: 'video' });
    } catch (error) {
      if (!(error instanceof CauserieError)) throw error;
      setFailed(true);
    }
  };
  return (
    <>
      <button type="button" className="csr-button" onClick={() => void call()} data-testid="appointment-call">
        {glyphs.calls}
        {text.call}
      </button>
      {isWithin && <span className="pill pill-good appointment-opens">{text.callOpen}</span>}
      {failed && <p role="alert">{text.callFailed}</p>}
    </>
  );
}

type ChangesProps = Pick<AppointmentCardProps, 'appointment' | 'onDone'>;

function Changes({ appointment, onDone }: ChangesProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const [dialog, setDialog] = useState<'move' | 'cancel' | null>(null);
  const close = () => setDialog(null);
  const done = (what: Done) => (changed: Appointment) => {
    close();
    onDone(what, changed);
  };
  return (
    <>
      <button type="button" className="csr-button csr-button-quiet" onClick={() => setDialog('move')}>
        {text.move}
      </button>
      <button
        type="button"
        className="csr-button csr-button-quiet"
        onClick={() => setDialog('cancel')}
        title={text.cancel}
      >
        {text.giveUp}
      </button>
      {dialog === 'move' && <MoveDialog appointment={appointment} onClose={close} onMoved={done('moved')} />}
      {dialog === 'cancel' && (
        <CancelDialog appointment={appointment} onClose={close} onCancelled={done('cancelledNow')} />
      )}
    </>
  );
}
