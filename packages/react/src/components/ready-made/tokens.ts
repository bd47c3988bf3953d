/** Where products keep the tokens of their people. Only read, never written. */
const TOKEN_KEYS = ['jwt', 'token'] as const;
/** Where they keep who is signed in: an object that may carry a token of its own. */
const PERSON_KEYS = ['medecin', 'patient'] as const;
/** Names under which such an object carries a token. */
const TOKEN_FIELDS = ['token', 'jwt', 'accessToken', 'access_token'] as const;

const PROFESSIONAL_WORDS = new Set(['medecin', 'médecin', 'doctor', 'salon', 'professional', 'provider']);
const CLIENT_WORDS = new Set(['patient', 'client']);

/** Everything this browser keeps that may be a token, as it is kept; `patient` and `medecin` are what is said of the person. */
export interface FoundTokens {
  jwt: string | null;
  token: string | null;
  patient: Record<string, unknown> | null;
  medecin: Record<string, unknown> | null;
}

/** The side of a relation that a role of any product means, or null for a word that means none. */
export function sideOf(role: string | null | undefined): 'professional' | 'client' | null {
  const word = role?.toLowerCase() ?? '';
  if (PROFESSIONAL_WORDS.has(word)) return 'professional';
  return CLIENT_WORDS.has(word) ? 'client' : null;
}

/**
 * Whom a token names, as one word to tell people apart by, read as the server reads it; the token itself where it cannot be read.
 * Nothing is verified here.
 */
export function personOf(token: string): string {
  const claims = claimsOf(token);
  if (claims === null) return token;
  const [patient, medecin] = [claims['patient'], claims['medecin']].map(asRecord);
  const patientId = firstId(claims['id_patient'], patient?.['id_patient']);
  const medecinId = firstId(claims['id_medecin'], medecin?.['id_medecin']);
  const id = firstId(claims['sub'], claims['userId'], claims['id'], patientId, medecinId);
  const implied = patientId === undefined ? (medecinId === undefined ? '' : 'medecin') : 'patient';
  const word = [claims['role'], claims['userType'], implied].find((one) => typeof one === 'string');
  return id === undefined ? token : `${sideOf(word) ?? ''}/${String(id)}`;
}

/** Reads what this browser keeps, in the places where products keep it: `jwt`, `token`, `patient`, `medecin`. */
export function findTokens(): FoundTokens {
  const [jwt, token] = TOKEN_KEYS.map((key) => bareToken(read(key)));
  const [medecin, patient] = PERSON_KEYS.map((key) => asObject(read(key)));
  return { jwt: jwt ?? null, token: token ?? null, patient: patient ?? null, medecin: medecin ?? null };
}

/** The token to speak with: the first that is found, but one of `role`'s side before any other. Null when nobody is signed in. */
export function storedToken(role?: string | null): string | null {
  const { jwt, token, patient, medecin } = findTokens();
  const inside = [medecin, patient].map((person) =>
    TOKEN_FIELDS.map((field) => bareToken(person?.[field])).find(Boolean),
  );
  const found = [jwt, token, ...inside].filter((candidate) => typeof candidate === 'string');
  const side = sideOf(role);
  return found.find((candidate) => side !== null && personOf(candidate).startsWith(`${side}/`)) ?? found[0] ?? null;
}

function read(key: string): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null;
  } catch {
    // A browser may refuse its storage altogether.
    return null;
  }
}

/** A token as products write it, bare, in quotes, or behind `Bearer`, as it is spoken; null for what is none. */
export function bareToken(kept: unknown): string | null {
  if (typeof kept !== 'string') return null;
  const token = kept
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/^Bearer\s+/i, '')
    .trim();
  return token === '' || token === 'null' || token === 'undefined' || token.startsWith('{') ? null : token;
}

function asObject(kept: string | null): Record<string, unknown> | null {
  try {
    return asRecord(JSON.parse(kept ?? 'null'));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function claimsOf(token: string): Record<string, unknown> | null {
  try {
    const base64 = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return asObject(decodeURIComponent(escapeBytes(atob(base64))));
  } catch {
    return null;
  }
}

/** The bytes of `binary` as percent escapes, which `decodeURIComponent` reads as UTF-8. */
function escapeBytes(binary: string): string {
  return Array.from(binary, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}

function firstId(...values: unknown[]): string | number | undefined {
  return values.find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number') as
    | string
    | number
    | undefined;
}
