import { loadEnv, settings } from '@causerie/service-kit';

/** The settings of this service, parsed once; a missing or malformed one stops the start with its name. */
export const env = loadEnv({
  NODE_ENV: settings.NODE_ENV,
  LOG_LEVEL: settings.LOG_LEVEL,
  HOST: settings.HOST,
  PORT: settings.PORT.default(4003),
  REPLICA_ID: settings.REPLICA_ID,
  REDIS_URL: settings.REDIS_URL,
  CORS_ORIGINS: settings.CORS_ORIGINS,
  TRUST_PROXY: settings.TRUST_PROXY,
  SHUTDOWN_TIMEOUT_MS: settings.SHUTDOWN_TIMEOUT_MS,
});
