import { AppError, type Actor, type Appointment, type AppointmentPage } from '@causerie/contracts';
import type { Appointments } from './ports.ts';

/**
 * One appointment, for a back end (`actor` null) or for one of its two people.
 * @throws AppError `not_found`, for those of others too.
 */
export async function getAppointment(
  { appointments }: { appointments: Appointments },
  actor: Actor | null,
  appointmentId: string,
): Promise<Appointment> {
  const found = await appointments.find(appointmentId);
  const isTheirs = (personId: string): boolean => found?.professional.id === personId || found?.client.id === personId;
  if (found === null || (actor !== null && !isTheirs(actor.person.id))) throw new AppError('not_found');
  return found;
}

/** The appointments of the actor, the earliest first. @throws AppError `page_out_of_range` for a foreign cursor. */
export function listAppointments(
  { appointments }: { appointments: Appointments },
  actor: Actor,
  query: { from?: string | undefined; to?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<AppointmentPage> {
  return appointments.list({ ...query, personId: actor.person.id });
}
