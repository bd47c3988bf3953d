import { createHmac } from 'node:crypto';
import type { Somebody } from '../world.ts';

/** What the installation of the matrix asks tokens for. */
export const AUDIENCE = 'causerie-matrix';

/** Somebody without a valid token, and what they are told. */
export interface Nobody {
  name: string;
  token: string | null;
  code: 'unauthenticated' | 'token_expired';
}

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** Tokens that are none, all of them in the name of somebody who exists. */
export function nobodies(secret: string, { side, subject, name }: Somebody): Nobody[] {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = { sub: subject, role: side, name, aud: AUDIENCE, iat: nowSeconds, exp: nowSeconds + HOUR_SECONDS };
  const { exp: _exp, ...endless } = claims;
  const old = { ...claims, iat: nowSeconds - DAY_SECONDS, exp: nowSeconds - HOUR_SECONDS };
  const refused = (who: string, token: string | null): Nobody => ({ name: who, token, code: 'unauthenticated' });
  return [
    refused('no token', null),
    refused('garbage', 'garbage.garbage.garbage'),
    refused('another secret', sign(`${secret}!`, claims)),
    refused('no signature', sign(null, claims)),
    { name: 'expired', token: sign(secret, old), code: 'token_expired' },
    refused('another audience', sign(secret, { ...claims, aud: 'another' })),
    refused('no exp', sign(secret, endless)),
  ];
}

/** A valid token of somebody who is no person. */
export function officialToken(secret: string, role: 'admin' | 'service'): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return sign(secret, { sub: role, role, aud: AUDIENCE, iat: nowSeconds, exp: nowSeconds + HOUR_SECONDS });
}

/** Signs claims with HS256; without a secret, with nothing. */
function sign(secret: string | null, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: secret === null ? 'none' : 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${secret === null ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
}
