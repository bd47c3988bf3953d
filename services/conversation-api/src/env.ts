import { loadEnv, settings } from '@causerie/service-kit';

/** The settings of this service, parsed once; a missing or malformed one stops the start with its name. */
export const env = loadEnv({
  NODE_ENV: settings.NODE_ENV,
  LOG_LEVEL: settings.LOG_LEVEL,
  HOST: settings.HOST,
  PORT: settings.PORT.default(4001),
  REPLICA_ID: settings.REPLICA_ID,
  DATABASE_URL: settings.DATABASE_URL,
  REDIS_URL: settings.REDIS_URL,
  REDIS_PREFIX: settings.REDIS_PREFIX,
  LANES: settings.LANES,
  JWT_SECRET: settings.JWT_SECRET,
  JWT_PUBLIC_KEY: settings.JWT_PUBLIC_KEY,
  JWT_JWKS_URL: settings.JWT_JWKS_URL,
  JWT_AUDIENCE: settings.JWT_AUDIENCE,
  JWT_ISSUER: settings.JWT_ISSUER,
  JWT_MAX_AGE_SECONDS: settings.JWT_MAX_AGE_SECONDS,
  CORS_ORIGINS: settings.CORS_ORIGINS,
  TRUST_PROXY: settings.TRUST_PROXY,
  SHUTDOWN_TIMEOUT_MS: settings.SHUTDOWN_TIMEOUT_MS,
});
