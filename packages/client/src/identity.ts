/** Claims that name a person in any of the supported systems, and who vouches for them. What else a token says may change at every renewal. */
const NAMING = ['iss', 'sub', 'userId', 'id', 'id_patient', 'id_medecin', 'role', 'userType'] as const;
const NESTED = ['patient', 'medecin'] as const;

/**
 * Whom a token names, as text that stays the same when the token is renewed; null when the token cannot be read. Nothing is
 * verified: it only tells apart the tokens that this device itself was given.
 */
export function identityOf(token: string): string | null {
  const claims = claimsOf(token);
  if (claims === null) return null;
  const nested = NESTED.map((name) => claims[name]).filter(isRecord);
  const named = [claims, ...nested].map((source) => NAMING.map((name) => text(source[name])));
  return named.some((source) => source.slice(1, 6).some((claim) => claim !== null)) ? JSON.stringify(named) : null;
}

function claimsOf(token: string): Record<string, unknown> | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(payload));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(claim: unknown): string | null {
  return typeof claim === 'string' || typeof claim === 'number' ? String(claim) : null;
}
