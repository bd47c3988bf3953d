import { MedecinPatientError } from '@causerie/dialects';
import { z } from 'zod';

/** The bodies of refusals of the dialects that have their own, by the tag of their routes, for the OpenAPI document. */
export const REFUSALS = {
  rooms: MedecinPatientError,
  'medecin-patient': MedecinPatientError,
  salon: z.object({ message: z.string(), code: z.string(), statusCode: z.int() }),
};
