import type { Appointment, AppointmentFacts, AppointmentLocale } from '@causerie/contracts';
import type { AppointmentWords } from './ports.ts';

/** What is told of an appointment. */
type Told = Pick<Appointment, 'appointmentId' | 'label' | 'startsAt' | 'endsAt' | 'locale'>;
type Kind = AppointmentFacts['kind'];

const PHRASES = {
  fr: {
    'appointment.booked': 'Rendez-vous confirmé',
    'appointment.rescheduled': 'Rendez-vous modifié',
    'appointment.cancelled': 'Rendez-vous annulé',
    colon: ' : ',
    at: (from: string) => `à ${from}`,
    fromTo: (from: string, to: string) => `de ${from} à ${to}`,
    tag: 'fr-FR',
  },
  en: {
    'appointment.booked': 'Appointment confirmed',
    'appointment.rescheduled': 'Appointment changed',
    'appointment.cancelled': 'Appointment cancelled',
    colon: ': ',
    at: (from: string) => `at ${from}`,
    fromTo: (from: string, to: string) => `from ${from} to ${to}`,
    // Dates in the order that most readers of English outside North America know, with a clock of 24 hours.
    tag: 'en-GB',
  },
} as const satisfies Record<AppointmentLocale, Record<Kind, string> & Record<string, unknown>>;

/** What the system says of an appointment, in its language and in the given time zone. */
export function appointmentWords(kind: Kind, told: Told, timeZone: string): AppointmentWords {
  const { appointmentId, label, startsAt, locale } = told;
  const phrases = PHRASES[locale];
  const text = `${phrases[kind]}${phrases.colon}${label}, ${whenOf(told, timeZone)}.`;
  return { text, facts: { kind, appointmentId, startsAt } };
}

function whenOf({ startsAt, endsAt, locale }: Told, timeZone: string): string {
  const { tag, at, fromTo } = PHRASES[locale];
  const weekdays = new Intl.DateTimeFormat(tag, { timeZone, weekday: 'long' });
  const dates = new Intl.DateTimeFormat(tag, { timeZone, day: 'numeric', month: 'long', year: 'numeric' });
  const times = new Intl.DateTimeFormat(tag, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const start = new Date(startsAt);
  const end = endsAt === null ? null : new Date(endsAt);
  // Put together here, because versions of the language data differ in what they put between the two.
  const dayOf = (instant: Date): string => `${weekdays.format(instant)} ${dates.format(instant)}`;
  const day = dayOf(start);
  // An end on another day would need a date of its own; the beginning is what people come for.
  if (end === null || dayOf(end) !== day) return `${day} ${at(times.format(start))}`;
  return `${day} ${fromTo(times.format(start), times.format(end))}`;
}
