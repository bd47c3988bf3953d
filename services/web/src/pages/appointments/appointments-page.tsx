import type { Appointment, AppointmentPage } from '@causerie/client';
import { useCauserie, useNow } from '@causerie/react';
import { useCallback, useEffect, useState } from 'react';
import { Link } from '../../link.tsx';
import { conversationHref } from '../../location.ts';
import { useLooks } from '../../looks.tsx';
import { Page } from '../../page.tsx';
import { glyphs } from '../../shell/icons.tsx';
import { Nothing, Rows, Unloaded } from '../../states.tsx';
import { appointmentsTexts } from '../../texts/appointments.ts';
import { useFetched } from '../../use-fetched.ts';
import { AppointmentCard } from './appointment-card.tsx';
import { BookDialog } from './book-dialog.tsx';
import { endOf } from './time.ts';

const PAGE_SIZE = 100;
const LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1000;

/** Something that was done just now, to be said. */
export type Done = 'booked' | 'moved' | 'cancelledNow';

export interface AppointmentsPageProps {
  /** Whether the demonstration is there to play the booking software. */
  isDemo: boolean;
}

/** My appointments, with their conversations and calls. */
export function AppointmentsPage({ isDemo }: AppointmentsPageProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const { value, failed, again } = useAppointments();
  const [booking, setBooking] = useState(false);
  const [done, setDone] = useState<{ what: Done; appointment: Appointment } | null>(null);
  const tell = (what: Done, appointment: Appointment) => {
    setBooking(false);
    setDone({ what, appointment });
    again();
  };
  return (
    <Page
      title={text.title}
      lead={isDemo ? text.lead : text.leadHost}
      actions={
        isDemo && (
          <button type="button" className="csr-button" onClick={() => setBooking(true)} data-testid="book">
            {text.book}
          </button>
        )
      }
    >
      <output className="told" data-testid="appointment-told">
        {done !== null && (
          <>
            <span>{text[done.what]}</span>
            <Link to={conversationHref(done.appointment.conversationId)}>{text.seeConversation}</Link>
          </>
        )}
      </output>
      {value !== null && <Lists items={value.items} isDemo={isDemo} onDone={tell} />}
      {value === null && (failed ? <Unloaded onRetry={again} /> : <Rows />)}
      {booking && <BookDialog onClose={() => setBooking(false)} onBooked={(made) => tell('booked', made)} />}
    </Page>
  );
}

/** Those of the last month and all to come; asked for again when something about an appointment is told. */
function useAppointments() {
  const { queries, notifications } = useCauserie();
  const ask = useCallback(() => {
    const from = new Date(Date.now() - LOOK_BACK_MS).toISOString();
    return queries.request<AppointmentPage>('GET', `/v1/appointments?from=${from}&limit=${PAGE_SIZE}`);
  }, [queries]);
  const fetched = useFetched(ask);
  const { again } = fetched;
  useEffect(
    () =>
      notifications.onArrival(({ kind }) => {
        if (kind === 'appointment') again();
      }),
    [notifications, again],
  );
  return fetched;
}

interface ListsProps extends AppointmentsPageProps {
  items: readonly Appointment[];
  onDone(what: Done, appointment: Appointment): void;
}

function Lists({ items, isDemo, onDone }: ListsProps) {
  const { language } = useLooks();
  const text = appointmentsTexts[language];
  const now = useNow();
  const isAhead = (one: Appointment) => one.cancelledAt === null && endOf(one) > now.getTime();
  const lists = [
    { title: text.upcoming, members: items.filter(isAhead) },
    { title: text.past, members: items.filter((one) => !isAhead(one)).toReversed() },
  ].filter(({ members }) => members.length > 0);
  if (lists.length === 0) {
    const hint = isDemo ? text.noneHint : text.noneHintHost;
    return <Nothing title={text.none} hint={hint} icon={glyphs.appointments} />;
  }
  return lists.map(({ title, members }) => (
    <section className="page-section" key={title}>
      <h2>{title}</h2>
      <ul className="cards">
        {members.map((appointment) => (
          <li key={appointment.appointmentId}>
            <AppointmentCard {...{ appointment, now, isDemo, onDone }} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
