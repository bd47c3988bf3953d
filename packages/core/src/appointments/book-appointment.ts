import { AppError, type Appointment, type BookAppointmentBody, type Identity } from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import { appointmentWords } from './appointment-words.ts';
import { tellAppointment, type AppointmentDeps } from './tell-appointment.ts';

/**
 * Books an appointment: its two people are known and linked, have a conversation for it, and read a confirmation there. Booking it
 * again changes nothing and gives it as it is by then. Back ends only.
 * @throws AppError `forbidden`, `invalid_input` (it ends before it starts), `conflict` (it is of other people), `unprocessable` (one of
 * them was erased, and a booking that comes late must not bring their name back).
 */
export async function bookAppointment(
  deps: AppointmentDeps,
  { role }: Pick<Identity, 'role'>,
  input: BookAppointmentBody,
): Promise<{ appointment: Appointment; created: boolean }> {
  requireRole(role, 'service');
  const { ids, appointments, defaultTimeZone } = deps;
  const planned = { ...input, endsAt: input.endsAt ?? null };
  requireOrder(planned);
  const kind = 'appointment.booked';
  const told = await appointments.book({
    ...planned,
    conversationId: ids.next(),
    professionalId: ids.next(),
    clientId: ids.next(),
    messageId: ids.next(),
    words: appointmentWords(kind, planned, input.timeZone ?? defaultTimeZone),
  });
  const created = told.message !== null;
  const { appointment } = told;
  // A repeat of a booking that was changed since would notify of the change in the words of the booking.
  if (created || appointment.updatedAt === appointment.createdAt) {
    await tellAppointment(deps, kind, told, told.opened);
  }
  return { appointment, created };
}

/** @throws AppError `invalid_input` when an appointment ends before it starts. */
export function requireOrder({ startsAt, endsAt }: Pick<Appointment, 'startsAt' | 'endsAt'>): void {
  if (endsAt !== null && endsAt < startsAt) throw new AppError('invalid_input', 'endsAt: is before startsAt');
}
