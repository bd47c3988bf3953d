import type { Identify } from '@causerie/auth';
import { AppError, CallDevice, errorBody, type Actor, type Identity } from '@causerie/contracts';
import { chooseDialect, type Dialect } from '@causerie/dialects';
import { toAppError, type RateLimits } from '@causerie/service-kit';
import type { Socket } from 'socket.io';
import { recordConnection, type SocketAudit } from './audit.ts';
import { createSession, type Session } from './session.ts';

/** What admitting a socket needs. */
export interface HandshakeDeps extends SocketAudit {
  identify: Identify;
  actors(identity: Identity): Promise<Actor>;
  /** Absent: nothing is limited. */
  limits?: RateLimits | undefined;
  /** Who is behind a connection, from its own address and X-Forwarded-For. */
  clientAddress(remote: string, forwardedFor: string | undefined): string;
}

/**
 * Admits or refuses a connection: the token says who it is, and nothing else does. Whatever the handshake claims beside
 * the token is ignored. Refusals reach the client as `connect_error` with the error in `data`.
 */
export function admit(deps: HandshakeDeps): (socket: Socket, next: (error?: Error) => void) => void {
  return (socket, next) => {
    const auth = authOf(socket);
    const token = typeof auth['token'] === 'string' ? auth['token'] : socket.handshake.headers.authorization;
    limited(deps, socket)
      .then(() => deps.identify(token))
      .then(deps.actors)
      .then((actor) => {
        const dialect = chooseDialect(socket.nsp.name, auth);
        const claims = { tellsUnread: dialect.tellsUnread(auth), device: deviceOf(dialect, auth) };
        socket.data = createSession(socket, dialect, actor, claims);
        recordConnection(deps, socket.id, actor, 'ok');
        next();
      })
      .catch((error: unknown) => {
        const known = toAppError(error);
        recordConnection(deps, socket.id, null, known.code);
        next(refusal(known));
      });
  };
}

/** Counts the connection for its address, before anything is verified. */
async function limited({ limits, clientAddress }: HandshakeDeps, { handshake }: Socket): Promise<void> {
  const forwarded = handshake.headers['x-forwarded-for'];
  limits?.handshake(clientAddress(handshake.address, Array.isArray(forwarded) ? forwarded.join() : forwarded));
}

/** The session that {@link admit} attached. */
export function sessionOf(socket: Socket): Session {
  return socket.data as Session;
}

function authOf(socket: Socket): Record<string, unknown> {
  const auth: unknown = socket.handshake.auth;
  return auth !== null && typeof auth === 'object' ? (auth as Record<string, unknown>) : {};
}

/** Which device this is, for clients that know such a thing; anything that is no name of one is ignored, like other claims. */
function deviceOf({ calls }: Dialect, auth: Record<string, unknown>): string | null {
  return calls === 'client' ? (CallDevice.safeParse(auth['device']).data ?? null) : null;
}

function refusal(error: AppError): Error {
  return Object.assign(new Error(error.code), { data: errorBody(error) });
}
