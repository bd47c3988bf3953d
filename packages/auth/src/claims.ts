import {
  AppError,
  NAME_MAX_LENGTH,
  SUBJECT_ID_MAX_LENGTH,
  isStorableText,
  type Identity,
  type Role,
} from '@causerie/contracts';
import { z } from 'zod';

/** Words that tokens of the supported systems use for the sides; anything else is refused. */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ['medecin', 'professional'],
  ['médecin', 'professional'],
  ['doctor', 'professional'],
  ['salon', 'professional'],
  ['professional', 'professional'],
  ['provider', 'professional'],
  ['patient', 'client'],
  ['client', 'client'],
  ['admin', 'admin'],
  ['service', 'service'],
]);

const SubjectClaim = z
  .union([z.string().min(1).max(SUBJECT_ID_MAX_LENGTH), z.number().int().nonnegative().transform(String)])
  .refine(isStorableText);
const NameClaim = z.string().max(NAME_MAX_LENGTH).refine(isStorableText).nullish().catch(null);

const Named = { name: NameClaim, prenom: NameClaim, nom: NameClaim, firstName: NameClaim, lastName: NameClaim };

const Claims = z.object({
  ...Named,
  exp: z.number(),
  // A token that does not say when it was issued counts as older than every withdrawal.
  iat: z.number().nonnegative().optional().catch(undefined),
  sub: SubjectClaim.optional(),
  userId: SubjectClaim.optional(),
  id: SubjectClaim.optional(),
  id_patient: SubjectClaim.optional(),
  id_medecin: SubjectClaim.optional(),
  patient: z.object({ ...Named, id_patient: SubjectClaim.optional() }).optional(),
  medecin: z.object({ ...Named, id_medecin: SubjectClaim.optional() }).optional(),
  role: z.string().max(40).optional(),
  userType: z.string().max(40).optional(),
  email: z.email().max(254).nullish().catch(null),
});
type Claims = z.infer<typeof Claims>;

/**
 * Reads who a verified token names, whichever of the supported systems issued it.
 * Subject: `sub` ?? `userId` ?? `id` ?? `id_patient` ?? `id_medecin`, also nested in `patient` and `medecin`; numbers
 * become text. Side: `role` ?? `userType` ?? which id claim was present.
 * @throws AppError `unauthenticated` naming the claim that is missing, never its value.
 */
export function identityFromClaims(payload: unknown): Identity {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) {
    const claims = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
    throw new AppError('unauthenticated', `the token has unusable claims: ${claims}`);
  }
  const claims = parsed.data;
  const patientId = claims.id_patient ?? claims.patient?.id_patient;
  const medecinId = claims.id_medecin ?? claims.medecin?.id_medecin;
  const subject = claims.sub ?? claims.userId ?? claims.id ?? patientId ?? medecinId;
  if (subject === undefined) throw new AppError('unauthenticated', 'the token names no subject');
  const word = claims.role ?? claims.userType;
  const role = word === undefined ? sideOfId(patientId, medecinId) : ROLES.get(word.toLowerCase());
  if (role === undefined) throw new AppError('unauthenticated', 'the token names no known role');
  return {
    role,
    subject,
    name: nameOf(claims),
    email: claims.email ?? null,
    expiresAtMs: claims.exp * 1000,
    issuedAtMs: (claims.iat ?? 0) * 1000,
  };
}

function sideOfId(patientId: string | undefined, medecinId: string | undefined): Role | undefined {
  if (patientId !== undefined) return 'client';
  return medecinId === undefined ? undefined : 'professional';
}

function nameOf(claims: Claims): string | null {
  for (const source of [claims, claims.patient, claims.medecin]) {
    if (source === undefined) continue;
    const french = [source.prenom, source.nom].filter(Boolean).join(' ');
    const english = [source.firstName, source.lastName].filter(Boolean).join(' ');
    const name = source.name || french || english;
    if (name) return name.slice(0, NAME_MAX_LENGTH);
  }
  return null;
}
