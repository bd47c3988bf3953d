import {
  AppError,
  type Appointment,
  type AppointmentFacts,
  type Identity,
  type RescheduleAppointmentBody,
} from '@causerie/contracts';
import { requireRole } from '../policy.ts';
import { appointmentWords } from './appointment-words.ts';
import { requireOrder } from './book-appointment.ts';
import { notifyBoth, tellAppointment, type AppointmentDeps } from './tell-appointment.ts';

/** Somebody else may change the appointment while we do; so often we look again. */
const ATTEMPTS = 5;

/** What a change decides: the values that differ, or nothing to do. */
type Wanted = Pick<Appointment, 'label' | 'startsAt' | 'endsAt' | 'timeZone'> & { cancelled: boolean };

/**
 * Moves or renames an appointment, and the system says so in its conversation. The same values again change and say nothing.
 * A new start without a new end keeps the duration. Back ends only.
 * @throws AppError `forbidden`, `not_found`, `invalid_input` (it ends before it starts), `conflict` (it was cancelled).
 */
export async function rescheduleAppointment(
  deps: AppointmentDeps,
  { role }: Pick<Identity, 'role'>,
  appointmentId: string,
  input: RescheduleAppointmentBody,
): Promise<Appointment> {
  requireRole(role, 'service');
  return change(deps, appointmentId, 'appointment.rescheduled', (now) => {
    const wanted = {
      label: input.label ?? now.label,
      startsAt: input.startsAt ?? now.startsAt,
      endsAt: input.endsAt === undefined ? movedEnd(now, input.startsAt) : input.endsAt,
      timeZone: input.timeZone ?? now.timeZone,
      cancelled: false,
    };
    const isSame = (['label', 'startsAt', 'endsAt', 'timeZone'] as const).every((key) => wanted[key] === now[key]);
    if (isSame) return null;
    if (now.cancelledAt !== null) throw new AppError('conflict', 'the appointment was cancelled');
    requireOrder(wanted);
    return wanted;
  });
}

/**
 * Cancels an appointment, and the system says so in its conversation, which stays open. Once more changes and says nothing.
 * Back ends only. @throws AppError `forbidden`, `not_found`.
 */
export async function cancelAppointment(
  deps: AppointmentDeps,
  { role }: Pick<Identity, 'role'>,
  appointmentId: string,
): Promise<Appointment> {
  requireRole(role, 'service');
  return change(deps, appointmentId, 'appointment.cancelled', (now) =>
    now.cancelledAt === null ? { ...now, cancelled: true } : null,
  );
}

async function change(
  deps: AppointmentDeps,
  appointmentId: string,
  kind: AppointmentFacts['kind'],
  decide: (now: Appointment) => Wanted | null,
): Promise<Appointment> {
  const { appointments, defaultTimeZone, ids } = deps;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const now = await appointments.find(appointmentId);
    if (now === null) throw new AppError('not_found');
    const wanted = decide(now);
    if (wanted === null) {
      // The first attempt may have died before it notified; one that was never changed has nothing to notify of.
      if (now.updatedAt !== now.createdAt) await notifyBoth(deps, lastChangeOf(now), now);
      return now;
    }
    const { label, startsAt, endsAt, timeZone, cancelled } = wanted;
    const words = appointmentWords(kind, { ...now, ...wanted }, timeZone ?? defaultTimeZone);
    const values = { label, startsAt, endsAt, timeZone, cancelled };
    const asked = { ...values, appointmentId, was: now.updatedAt, messageId: ids.next(), words };
    const told = await appointments.change(asked);
    if (told === null) throw new AppError('not_found');
    if (told === 'stale') continue;
    await tellAppointment(deps, kind, told, false);
    return told.appointment;
  }
  throw new AppError('unavailable');
}

function lastChangeOf({ cancelledAt }: Appointment): AppointmentFacts['kind'] {
  return cancelledAt === null ? 'appointment.rescheduled' : 'appointment.cancelled';
}

/** Where the end goes when only the start is given. */
function movedEnd({ startsAt, endsAt }: Appointment, newStart: string | undefined): string | null {
  if (endsAt === null || newStart === undefined) return endsAt;
  return new Date(Date.parse(endsAt) + Date.parse(newStart) - Date.parse(startsAt)).toISOString();
}
