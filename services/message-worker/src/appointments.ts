import { AppError, APPOINTMENTS_QUEUE, AppointmentJob, type BookAppointmentBody } from '@causerie/contracts';
import { bookAppointment, cancelAppointment, rescheduleAppointment, type AppointmentDeps } from '@causerie/core';
import type { JobKind, Logger } from '@causerie/service-kit';

/** Whoever reaches the queue is a back end: nobody else is let near Redis. */
const BACK_END = { role: 'service' } as const;

/**
 * Appointments that the product team's system books, moves and cancels by queue. One job at a time in each process, because a booking
 * and what follows it usually come in this order; a command that comes before its booking fails, and succeeds when it is tried again.
 */
export function appointmentJob(deps: AppointmentDeps & { logger: Logger }): JobKind {
  return {
    name: APPOINTMENTS_QUEUE,
    concurrency: 1,
    async process(data) {
      const job = AppointmentJob.parse(data);
      switch (job.command) {
        case 'book':
          await book(deps, job);
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

/** A booking of somebody who was erased meanwhile is dropped: as a dead letter it would keep their name. */
async function book(deps: AppointmentDeps & { logger: Logger }, job: BookAppointmentBody): Promise<void> {
  try {
    await bookAppointment(deps, BACK_END, job);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unprocessable') throw error;
    deps.logger.info({ queue: APPOINTMENTS_QUEUE }, 'An appointment of somebody who was erased was not booked');
  }
}
