import type { DemoAppointment } from './demo-conversations.ts';
import type { Plant } from './seed.ts';

const MINUTE_MS = 60_000;
/** Appointments begin on the clock's fives, as they do in a practice. */
const STEP_MS = 5 * MINUTE_MS;

/** What is read of an appointment. */
interface Booked {
  conversationId: string;
  cancelledAt: string | null;
}

/** Books an appointment, as a host's back end does: again, it changes nothing. One that is over is cancelled and put away. */
export async function seedAppointment(plant: Plant, appointment: DemoAppointment): Promise<void> {
  const { appointmentId, professional, client, label, startsInMinutes, lastsMinutes, isOver } = appointment;
  const startsAtMs = Math.floor((Date.now() + startsInMinutes * MINUTE_MS) / STEP_MS) * STEP_MS;
  const booked = (await plant('service', 'POST /v1/appointments', {
    appointmentId,
    professional,
    client,
    label,
    startsAt: new Date(startsAtMs).toISOString(),
    endsAt: new Date(startsAtMs + lastsMinutes * MINUTE_MS).toISOString(),
  })) as Booked;
  if (isOver !== true || booked.cancelledAt !== null) return;
  await plant('service', `POST /v1/appointments/${appointmentId}/cancel`);
  const owner = { side: 'professional', subject: professional } as const;
  await plant(owner, `POST /v1/conversations/${booked.conversationId}/archive`, {});
}
