import { APPOINTMENTS_QUEUE, AppointmentJob } from '@causerie/contracts';
import { bookAppointment, cancelAppointment, rescheduleAppointment, type AppointmentDeps } from '@causerie/core';
import type { JobKind } from './jobs.ts';

/** Whoever reaches the queue is a back end: nobody else is let near Redis. */
const BACK_END = { role: 'service' } as const;

/**
 * Appointments that the product team's system books, moves and cancels by queue. One job at a time in each process, because a booking
 * and what follows it usually come in this order; a command that comes before its booking fails, and succeeds when it is tried again.
 */
export function appointmentJob(deps: AppointmentDeps): JobKind {
  return {
    name: APPOINTMENTS_QUEUE,
    concurrency: 1,
    async process(data) {
      const job = AppointmentJob.parse(data);
      switch (job.command) {
        case 'book':
          await bookAppointment(deps, BACK_END, job);
          break;
        case 'reschedule':
          await rescheduleAppointment(deps, BACK_END, job.appointmentId, job);
          break;
        case 'cancel':
          await cancelAppointment(deps, BACK_END, job.appointmentId);
          break;
      }
    },
  };
}
