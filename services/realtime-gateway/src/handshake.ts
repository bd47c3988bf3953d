import type { Identify } from '@causerie/auth';
import { AppError, errorBody, type Actor, type Identity } from '@causerie/contracts';
import { chooseDialect } from '@causerie/dialects';
import { toAppError } from '@causerie/service-kit';
import type { Socket } from 'socket.io';
import { createSession, type Session } from './session.ts';

/** What admitting a socket needs. */
export interface HandshakeDeps {
  identify: Identify;
  actors(identity: Identity): Promise<Actor>;
}

/**
 * Admits or refuses a connection: the token says who it is, and nothing else does. Whatever the handshake claims beside
 * the token is ignored. Refusals reach the client as `connect_error` with the error in `data`.
 */
export function admit(deps: HandshakeDeps): (socket: Socket, next: (error?: Error) => void) => void {
  return (socket, next) => {
    const auth = authOf(socket);
    const token = typeof auth['token'] === 'string' ? auth['token'] : socket.handshake.headers.authorization;
    deps
      .identify(token)
      .then(deps.actors)
      .then((actor) => {
        socket.data = createSession(socket, chooseDialect(socket.nsp.name, auth), actor);
        next();
      })
      .catch((error: unknown) => next(refusal(toAppError(error))));
  };
}

/** The session that {@link admit} attached. */
export function sessionOf(socket: Socket): Session {
  return socket.data as Session;
}

function authOf(socket: Socket): Record<string, unknown> {
  const auth: unknown = socket.handshake.auth;
  return auth !== null && typeof auth === 'object' ? (auth as Record<string, unknown>) : {};
}

function refusal(error: AppError): Error {
  return Object.assign(new Error(error.code), { data: errorBody(error) });
}
