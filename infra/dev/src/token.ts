import { SignJWT } from 'jose';

const DEFAULT_LIFETIME_SECONDS = 12 * 60 * 60;

/** What a token says about its bearer. */
export interface TokenClaims {
  sub: string;
  role: 'professional' | 'client' | 'service' | 'admin';
  name?: string;
}

/**
 * Signs an HS256 token such as a host application would give to its users.
 * @param lifetimeSeconds how long it is valid, 12 hours unless told
 */
export function signToken(
  secret: string,
  claims: TokenClaims,
  lifetimeSeconds: number = DEFAULT_LIFETIME_SECONDS,
): Promise<string> {
  const { sub, ...rest } = claims;
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT(rest)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + lifetimeSeconds)
    .sign(new TextEncoder().encode(secret));
}
