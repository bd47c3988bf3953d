import {
  Appointment,
  AppointmentPage,
  AppointmentParams,
  BookAppointmentBody,
  ListAppointmentsQuery,
  RescheduleAppointmentBody,
} from '@causerie/contracts';
import {
  bookAppointment,
  cancelAppointment,
  getAppointment,
  listAppointments,
  rescheduleAppointment,
} from '@causerie/core';
import type { HttpApp } from '@causerie/service-kit';
import { actorOf, type Door, identityOf, personOf } from '../door.ts';

const described = (summary: string) => ({ tags: ['appointments'], summary });

/** Appointments of the v1 dialect: written by back ends (service token), read by them and by the two people. */
export function appointmentRoutes(app: HttpApp, door: Door): void {
  writingRoutes(app, door);
  readingRoutes(app, door);
}

function writingRoutes(app: HttpApp, door: Door): void {
  app.post(
    '/appointments',
    {
      schema: {
        ...described('Book an appointment: opens its conversation and says so there (service token)'),
        body: BookAppointmentBody,
        response: { 200: Appointment, 201: Appointment },
      },
    },
    async (request, reply) => {
      const identity = await identityOf(door, request);
      const { appointment, created } = await bookAppointment(door, identity, request.body);
      return reply.code(created ? 201 : 200).send(appointment);
    },
  );

  app.patch(
    '/appointments/:appointmentId',
    {
      schema: {
        ...described('Move or rename an appointment (service token)'),
        params: AppointmentParams,
        body: RescheduleAppointmentBody,
        response: { 200: Appointment },
      },
    },
    async (request) => {
      const identity = await identityOf(door, request);
      return rescheduleAppointment(door, identity, request.params.appointmentId, request.body);
    },
  );

  app.post(
    '/appointments/:appointmentId/cancel',
    {
      schema: {
        ...described('Cancel an appointment; its conversation stays open (service token)'),
        params: AppointmentParams,
        response: { 200: Appointment },
      },
    },
    async (request) => cancelAppointment(door, await identityOf(door, request), request.params.appointmentId),
  );
}

function readingRoutes(app: HttpApp, door: Door): void {
  app.get(
    '/appointments/:appointmentId',
    {
      schema: {
        ...described('An appointment: any for a back end, their own for people'),
        params: AppointmentParams,
        response: { 200: Appointment },
      },
    },
    async (request) => {
      const identity = await identityOf(door, request);
      const actor = identity.role === 'service' ? null : await personOf(door, request, identity);
      return getAppointment(door, actor, request.params.appointmentId);
    },
  );

  app.get(
    '/appointments',
    {
      schema: {
        ...described('My appointments, the earliest first'),
        querystring: ListAppointmentsQuery,
        response: { 200: AppointmentPage },
      },
    },
    async (request) => listAppointments(door, await actorOf(door, request), request.query),
  );
}
