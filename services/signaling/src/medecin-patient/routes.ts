import { AppError } from '@causerie/contracts';
import { describeError, toAppError, type HttpApp } from '@causerie/service-kit';
import type { FastifyReply } from 'fastify';
import type { CallDoor } from '../door.ts';
import { medecinPatientSessionRoutes } from './sessions.ts';

/** The dialect of médecins and patients: its three routes under `/api/messaging/medecin-patient/webrtc`, and its own error body. */
export async function medecinPatientRoutes(app: HttpApp, door: CallDoor): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const known = toAppError(error);
    if (known.status >= 500) request.log.error({ code: known.code, error: describeError(error) }, 'A request failed');
    return refuse(reply, known, request.id);
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, new AppError('not_found'), request.id));
  medecinPatientSessionRoutes(app, door);
}

/** Sent as text, so that no response schema can reshape it. */
function refuse(reply: FastifyReply, error: AppError, requestId: string) {
  const { status, detail: message, code, retryable, retryAfterSeconds } = error;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)));
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ message, code, retryable, requestId }));
}
