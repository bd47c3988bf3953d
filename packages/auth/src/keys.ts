import { createPublicKey } from 'node:crypto';

/** The settings that say how tokens are verified; names as in the environment. */
export interface TokenSettings {
  JWT_SECRET?: string | undefined;
  /** PEM. */
  JWT_PUBLIC_KEY?: string | undefined;
  JWT_JWKS_URL?: string | undefined;
  JWT_AUDIENCE?: string | undefined;
  JWT_ISSUER?: string | undefined;
  JWT_MAX_AGE_SECONDS: number;
}

/** Asymmetric algorithms that are accepted, whoever signs. */
export const ASYMMETRIC_ALGORITHMS = ['EdDSA', 'ES256', 'RS256'] as const;

/** The one algorithm that a public key is for, so that a token cannot choose another. @throws Error on an unsupported key. */
export function algorithmOfKey(pem: string): (typeof ASYMMETRIC_ALGORITHMS)[number] {
  const type = createPublicKey(pem).asymmetricKeyType;
  if (type === 'ed25519') return 'EdDSA';
  if (type === 'ec') return 'ES256';
  if (type === 'rsa') return 'RS256';
  throw new Error('JWT_PUBLIC_KEY must be an Ed25519, P-256 or RSA key');
}
