import type { Dialect } from './dialect.ts';
import type { Manual } from './manual.ts';
import { medecinPatientManual } from './medecin-patient/manual.ts';
import { medecinPatient } from './medecin-patient/medecin-patient.ts';
import { roomsManual } from './rooms/manual.ts';
import { rooms } from './rooms/rooms.ts';
import { salonManual } from './salon/manual.ts';
import { salon } from './salon/salon.ts';
import { v1 } from './v1/v1.ts';
import { v1Manual } from './v1/manual.ts';

/** Every dialect that is served, with its manual. */
export const MANUALS: ReadonlyArray<{ dialect: Dialect; manual: Manual }> = [
  { dialect: v1, manual: v1Manual },
  { dialect: medecinPatient, manual: medecinPatientManual },
  { dialect: rooms, manual: roomsManual },
  { dialect: salon, manual: salonManual },
];
