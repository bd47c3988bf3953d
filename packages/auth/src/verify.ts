import { AppError, type Identity } from '@causerie/contracts';
import fastifyJwt, { type FastifyJWTOptions } from '@fastify/jwt';
import type { FastifyInstance } from 'fastify';
import { createRemoteJWKSet, errors as joseErrors, jwtVerify } from 'jose';
import { identityFromClaims } from './claims.ts';
import { ASYMMETRIC_ALGORITHMS, algorithmOfKey, type TokenSettings } from './keys.ts';

/** How far clocks may differ. */
const CLOCK_LEEWAY_MS = 60_000;
/** Longest token that is looked at, in characters. */
const TOKEN_MAX_LENGTH = 8192;
/** Longest time the key set may take to answer. */
const JWKS_TIMEOUT_MS = 3000;

/** Verifies a token, with or without `Bearer `, and says whom it names. @throws AppError `unauthenticated`, `token_expired`. */
export type Identify = (token: string | undefined) => Promise<Identity>;

/**
 * Registers @fastify/jwt on the app with everything pinned that its defaults leave open (algorithm, `exp`, life time,
 * audience, issuer) and returns the one way in for every door.
 * With JWT_JWKS_URL, keys come from the key set instead.
 */
export async function registerAuth(app: FastifyInstance, settings: TokenSettings): Promise<Identify> {
  const verify =
    settings.JWT_JWKS_URL === undefined
      ? await localVerifier(app, settings)
      : remoteVerifier(settings.JWT_JWKS_URL, settings);
  return async (raw) => {
    const token = bareToken(raw);
    const identity = identityFromClaims(await verify(token));
    // A token that lives for years is a leaked password: its life is bounded whatever its `exp` says.
    if (identity.expiresAtMs > Date.now() + settings.JWT_MAX_AGE_SECONDS * 1000 + CLOCK_LEEWAY_MS) {
      throw new AppError('unauthenticated', 'the token lives too long');
    }
    return identity;
  };
}

function bareToken(raw: string | undefined): string {
  const token = raw?.trim().replace(/^bearer\s+/i, '') ?? '';
  if (token === '') throw new AppError('unauthenticated');
  if (token.length > TOKEN_MAX_LENGTH) throw new AppError('unauthenticated', 'the token is too long');
  return token;
}

async function localVerifier(
  app: FastifyInstance,
  settings: TokenSettings,
): Promise<(token: string) => Promise<unknown>> {
  const { JWT_PUBLIC_KEY: pem, JWT_SECRET: secret } = settings;
  if (pem === undefined && secret === undefined)
    throw new Error('JWT_SECRET, JWT_PUBLIC_KEY or JWT_JWKS_URL is required');
  const options: FastifyJWTOptions = {
    secret: pem === undefined ? (secret ?? '') : { public: pem },
    verify: {
      algorithms: [pem === undefined ? 'HS256' : algorithmOfKey(pem)],
      requiredClaims: requiredClaims(settings),
      clockTolerance: CLOCK_LEEWAY_MS,
      cache: true,
      ...(settings.JWT_AUDIENCE === undefined ? {} : { allowedAud: settings.JWT_AUDIENCE }),
      ...(settings.JWT_ISSUER === undefined ? {} : { allowedIss: settings.JWT_ISSUER }),
    },
  };
  await app.register(fastifyJwt, options);
  return async (token) => {
    try {
      return app.jwt.verify<object>(token);
    } catch (error) {
      throw refusal((error as { code?: string }).code === 'FAST_JWT_EXPIRED');
    }
  };
}

function remoteVerifier(url: string, settings: TokenSettings): (token: string) => Promise<unknown> {
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: JWKS_TIMEOUT_MS });
  const options = {
    algorithms: [...ASYMMETRIC_ALGORITHMS],
    requiredClaims: requiredClaims(settings),
    clockTolerance: CLOCK_LEEWAY_MS / 1000,
    ...(settings.JWT_AUDIENCE === undefined ? {} : { audience: settings.JWT_AUDIENCE }),
    ...(settings.JWT_ISSUER === undefined ? {} : { issuer: settings.JWT_ISSUER }),
  };
  return async (token) => {
    try {
      return (await jwtVerify(token, keys, options)).payload;
    } catch (error) {
      if (error instanceof joseErrors.JWKSTimeout) throw new AppError('unavailable', 'the key set does not answer');
      throw refusal(error instanceof joseErrors.JWTExpired);
    }
  };
}

/** Both verifiers let a token pass that lacks the claim they compare, so what is configured must also be required. */
function requiredClaims({ JWT_AUDIENCE, JWT_ISSUER }: TokenSettings): string[] {
  return ['exp', ...(JWT_AUDIENCE === undefined ? [] : ['aud']), ...(JWT_ISSUER === undefined ? [] : ['iss'])];
}

function refusal(expired: boolean): AppError {
  return new AppError(expired ? 'token_expired' : 'unauthenticated');
}
