import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { cidrList, httpUrl, httpUrlList, origin, originList } from './setting-kinds.ts';

const JWT_SECRET_MIN_CHARS = 32;
const MAX_LANES_COUNT = 64;
const DAY_SECONDS = 86_400;

/** Letters, digits, `-` and `_` only: the id becomes the part of a Socket.IO sid in front of its dot. */
const REPLICA_ID_PATTERN = /^[A-Za-z0-9_-]{1,40}$/;
const REDIS_PREFIX_PATTERN = /^[a-z0-9-]{1,40}$/;

/**
 * Every setting of the product, as a zod field that knows its meaning and its default.
 * A service picks the ones it needs: `loadEnv({ PORT: settings.PORT.default(4001), DATABASE_URL: settings.DATABASE_URL })`.
 */
export const settings = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('In production, weak storage settings stop the start instead of being reported.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('The least serious log line that is written.'),
  HOST: z.string().min(1).max(255).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 inside a container.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('Port to listen on; each service has its own.'),
  REPLICA_ID: z
    .string()
    .regex(REPLICA_ID_PATTERN)
    .default(() => randomBytes(6).toString('hex'))
    .describe('Name of this process among its replicas; a random one is made when it is absent.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('Where messages live: the Postgres database.')
    .meta({ example: 'postgresql://causerie:causerie@127.0.0.1:5432/causerie' }),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Queue and publish/subscribe. In production it needs append-only persistence and the noeviction policy.')
    .meta({ example: 'redis://127.0.0.1:6379' }),
  REDIS_PREFIX: z
    .string()
    .regex(REDIS_PREFIX_PATTERN)
    .default('causerie')
    .describe('First part of every Redis key and channel; two installations on one Redis need two prefixes.'),
  JWT_SECRET: z
    .string()
    .min(JWT_SECRET_MIN_CHARS)
    .optional()
    .describe(
      'Shared secret of HS256 tokens, at least 32 characters. Required unless JWT_PUBLIC_KEY or JWT_JWKS_URL is set.',
    )
    .meta({ example: '' }),
  JWT_PUBLIC_KEY: z.string().min(1).optional().describe('PEM public key of EdDSA, ES256 or RS256 tokens.'),
  JWT_JWKS_URL: httpUrl.optional().describe('Address of the key set that signs tokens.'),
  JWT_AUDIENCE: z.string().min(1).optional().describe('When set, tokens must carry this aud.'),
  JWT_ISSUER: z.string().min(1).optional().describe('When set, tokens must carry this iss.'),
  JWT_MAX_AGE_SECONDS: z.coerce
    .number()
    .int()
    .min(60)
    .max(365 * DAY_SECONDS)
    .default(30 * DAY_SECONDS)
    .describe('Tokens that live longer than this are refused, whatever their exp says.'),
  CORS_ORIGINS: originList
    .default(['http://localhost:3000', 'http://localhost:3001'])
    .describe('Origins of the web pages that may call, exact, separated by commas.'),
  FRONTEND_URL: origin.optional().describe('One more allowed origin.'),
  FRONTEND_URL_BIS: origin.optional().describe('One more allowed origin.'),
  FRONTEND_URL_FR: origin.optional().describe('One more allowed origin.'),
  FRONTEND_URL_FR_BIS: origin.optional().describe('One more allowed origin.'),
  TRUST_PROXY: cidrList
    .default(['127.0.0.1/8', '::1/128'])
    .describe('Networks of the proxies whose X-Forwarded-For is believed, as CIDR, separated by commas.'),
  LANES: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LANES_COUNT)
    .default(1)
    .describe(
      'Number of message lanes, more where one database connection is the limit; every service must agree on it.',
    ),
  SHUTDOWN_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(120_000)
    .default(10_000)
    .describe('Time to finish open work after SIGTERM, in milliseconds.'),
  CONVERSATION_API_URL: httpUrl
    .default('http://127.0.0.1:4001')
    .describe('API gateway: where conversation-api answers.'),
  REALTIME_GATEWAY_URLS: httpUrlList
    .default(['http://127.0.0.1:4002'])
    .describe('API gateway: every realtime-gateway replica, separated by commas.'),
  SIGNALING_URL: httpUrl.default('http://127.0.0.1:4003').describe('API gateway: where signaling answers.'),
  MESSAGE_WORKER_URL: httpUrl
    .default('http://127.0.0.1:4004')
    .describe('API gateway: where message-worker reports its health.'),
  WEB_ROOT: z
    .string()
    .min(1)
    .optional()
    .describe('API gateway: folder of the built web app; nothing is served without it.'),
};

/** Settings whose origins are added to CORS_ORIGINS. */
export const EXTRA_ORIGINS = ['FRONTEND_URL', 'FRONTEND_URL_BIS', 'FRONTEND_URL_FR', 'FRONTEND_URL_FR_BIS'] as const;
