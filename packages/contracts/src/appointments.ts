import { z } from 'zod';
import { Id, Instant, Person, Subject } from './entities.ts';
import { TimeZone } from './notifications.ts';
import { NAME_MAX_LENGTH, SUBJECT_MAX_LENGTH, storableText } from './text.ts';

/**
 * Queue on which the product team's system gives the commands of {@link AppointmentJob}. Its keys begin with REDIS_PREFIX. Whoever
 * books adds a job and goes on: nothing is answered, and no booking may fail or wait because this queue is away. Jobs should bring
 * attempts and a growing pause: a command that comes before its booking, or while the database is away, succeeds later.
 */
export const APPOINTMENTS_QUEUE = 'appointments';
/** Longest name of an appointment in the product team's system. */
const APPOINTMENT_ID_MAX_LENGTH = 128;
/** Page size of appointment lists when none is asked. */
const APPOINTMENT_PAGE_DEFAULT = 50;
/** Largest page of appointments. */
const APPOINTMENT_PAGE_MAX = 100;
/** A language tag such as `fr`, `en-GB`. */
const LOCALE = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$/;
const LOCALE_MAX_LENGTH = 35;

/** How the product team's system names an appointment. */
export const AppointmentId = storableText(APPOINTMENT_ID_MAX_LENGTH);

/** The languages in which an appointment is spoken of. */
export const AppointmentLocale = z.enum(['fr', 'en']);
export type AppointmentLocale = z.infer<typeof AppointmentLocale>;

/** Any language tag: what is not English is told in French. */
const AnyLocale = z
  .string()
  .max(LOCALE_MAX_LENGTH)
  .regex(LOCALE)
  .transform((tag): AppointmentLocale => (/^en(?:[-_]|$)/i.test(tag) ? 'en' : 'fr'));

/** An instant with any offset; it becomes UTC with milliseconds. */
const AnyInstant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

const SubjectLike = z.union([Subject, z.number().int().transform(String)]);
const AppointmentPerson = z.union([
  SubjectLike.transform((subject) => ({ subject, name: undefined, email: undefined })),
  z.object({
    subject: SubjectLike,
    name: storableText(NAME_MAX_LENGTH, 0).optional(),
    email: z.email().max(254).nullish(),
  }),
]);

const booking = {
  appointmentId: AppointmentId,
  professional: AppointmentPerson,
  client: AppointmentPerson,
  /** What it is about, as both people read it. */
  label: storableText(SUBJECT_MAX_LENGTH),
  startsAt: AnyInstant,
  endsAt: AnyInstant.nullish(),
  locale: AnyLocale.default('fr'),
  /** The time zone in which both are told the time; that of the installation when absent. */
  timeZone: TimeZone.optional(),
};

const rescheduling = {
  startsAt: AnyInstant.optional(),
  endsAt: AnyInstant.nullish(),
  label: storableText(SUBJECT_MAX_LENGTH).optional(),
  timeZone: TimeZone.optional(),
};

/** Body of `POST /v1/appointments` (service token). People are subjects, or `{subject, name?, email?}` for those nobody knows yet. */
export const BookAppointmentBody = z.object(booking);
export type BookAppointmentBody = z.output<typeof BookAppointmentBody>;

/**
 * Body of `PATCH /v1/appointments/{appointmentId}` (service token). What is absent stays; a new start without a new end keeps the
 * duration; `endsAt: null` leaves the end open.
 */
export const RescheduleAppointmentBody = z.object(rescheduling);
export type RescheduleAppointmentBody = z.output<typeof RescheduleAppointmentBody>;

/** Path of everything about one appointment. */
export const AppointmentParams = z.object({ appointmentId: AppointmentId });

/** An appointment and the conversation that was opened for it. */
export const Appointment = z.object({
  appointmentId: z.string(),
  conversationId: Id,
  professional: Person,
  client: Person,
  label: z.string(),
  startsAt: Instant,
  endsAt: Instant.nullable(),
  locale: AppointmentLocale,
  /** Null: that of the installation. */
  timeZone: z.string().nullable(),
  createdAt: Instant,
  /** Moves with every change, and is never the same twice. */
  updatedAt: Instant,
  cancelledAt: Instant.nullable(),
});
export type Appointment = z.infer<typeof Appointment>;

/** Query of `GET /v1/appointments`: those that start from `from` on and before `to`. `cursor` is the `nextCursor` of the page before. */
export const ListAppointmentsQuery = z.object({
  from: AnyInstant.optional(),
  to: AnyInstant.optional(),
  limit: z.coerce.number().int().min(1).max(APPOINTMENT_PAGE_MAX).default(APPOINTMENT_PAGE_DEFAULT),
  cursor: z.string().max(400).optional(),
});

/** A page of appointments, the earliest first. */
export const AppointmentPage = z.object({ items: z.array(Appointment), nextCursor: z.string().nullable() });
export type AppointmentPage = z.infer<typeof AppointmentPage>;

/** The metadata of what the system says of an appointment. */
export const AppointmentFacts = z.object({
  kind: z.enum(['appointment.booked', 'appointment.rescheduled', 'appointment.cancelled']),
  appointmentId: z.string(),
  startsAt: Instant,
});
export type AppointmentFacts = z.infer<typeof AppointmentFacts>;

/** Data of a job on {@link APPOINTMENTS_QUEUE}: what the REST routes do, as a command. */
export const AppointmentJob = z.discriminatedUnion('command', [
  z.object({ v: z.literal(1), command: z.literal('book'), ...booking }),
  z.object({ v: z.literal(1), command: z.literal('reschedule'), appointmentId: AppointmentId, ...rescheduling }),
  z.object({ v: z.literal(1), command: z.literal('cancel'), appointmentId: AppointmentId }),
]);
