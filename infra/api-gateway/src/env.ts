import { loadEnv, settings } from '@causerie/service-kit';
import { z } from 'zod';

type Source = Readonly<Record<string, string | undefined>>;

const shape = {
  NODE_ENV: settings.NODE_ENV,
  LOG_LEVEL: settings.LOG_LEVEL,
  HOST: settings.HOST,
  PORT: settings.PORT,
  REPLICA_ID: settings.REPLICA_ID,
  SHUTDOWN_TIMEOUT_MS: settings.SHUTDOWN_TIMEOUT_MS,
  CONVERSATION_API_URL: settings.CONVERSATION_API_URL,
  SIGNALING_URL: settings.SIGNALING_URL,
  MESSAGE_WORKER_URL: settings.MESSAGE_WORKER_URL,
  REALTIME_GATEWAY_URLS: settings.REALTIME_GATEWAY_URLS,
  WEB_ROOT: settings.WEB_ROOT,
  // Not settings of the product: only the two-command start sets them.
  DEMO: z.literal('1').optional(),
  DEMO_URL: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }).optional(),
};

/**
 * Reads the settings of the API gateway.
 * @throws Error listing what is wrong; also when the demonstration is asked for in production
 */
export function readEnv(source?: Source) {
  const env = source ? loadEnv(shape, source) : loadEnv(shape);
  if (env.NODE_ENV === 'production' && (env.DEMO ?? env.DEMO_URL) !== undefined) {
    throw new Error('The environment is not usable:\n  - DEMO: hands out tokens and is refused in production');
  }
  return env;
}
