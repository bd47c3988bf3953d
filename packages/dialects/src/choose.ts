import { AppError } from '@causerie/contracts';
import type { Dialect } from './dialect.ts';
import { medecinPatient } from './medecin-patient/medecin-patient.ts';
import { rooms } from './rooms/rooms.ts';
import { salon } from './salon/salon.ts';
import { v1 } from './v1/v1.ts';

/** The dialects that are served. */
export const DIALECTS: readonly Dialect[] = [v1, medecinPatient, rooms, salon];

/**
 * Chooses the dialect of a connection, once, at the handshake: explicit `auth.dialect`, else the namespace, else
 * `auth.userType` (medecin-patient), else rooms. Never by event name: two documents use one name for two shapes.
 * @throws AppError `invalid_input` for a dialect that is unknown here or belongs to another namespace.
 */
export function chooseDialect(namespace: string, auth: Readonly<Record<string, unknown>>): Dialect {
  const name = wantedName(namespace, auth);
  const dialect = DIALECTS.find((known) => known.name === name && known.namespace === namespace);
  if (dialect === undefined) throw new AppError('invalid_input', 'this dialect is not served on this namespace');
  return dialect;
}

function wantedName(namespace: string, auth: Readonly<Record<string, unknown>>): unknown {
  if (auth['dialect'] !== undefined) return auth['dialect'];
  if (namespace === '/v1') return 'v1';
  if (namespace === '/messaging') return 'salon';
  return auth['userType'] === undefined ? 'rooms' : 'medecin-patient';
}
