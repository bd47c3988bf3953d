import { randomBytes } from 'node:crypto';
import { LANES_MAX, TimeZone } from '@causerie/contracts';
import { z } from 'zod';
import { callSettings } from './call-settings.ts';
import { atMost, cidrList, flag, httpUrl, httpUrlList, origin, originList, rate, vapidKey } from './setting-kinds.ts';

const JWT_SECRET_MIN_CHARS = 32;
const DAY_SECONDS = 86_400;
/** A P-256 point and a P-256 number in base64url. */
const VAPID_PUBLIC_KEY_CHARS = 87;
const VAPID_PRIVATE_KEY_CHARS = 43;
const GIBIBYTE = 1024 ** 3;
const DAYS_MAX = 36_500;

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
    .max(LANES_MAX)
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
  ATTACHMENTS_DIR: z
    .string()
    .min(1)
    .default('data/attachments')
    .describe(
      'Folder of uploaded files, seen by every conversation-api and message-worker. With S3_BUCKET only unfinished uploads are there.',
    ),
  ATTACHMENT_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(GIBIBYTE)
    .default(25 * 1024 * 1024)
    .describe('Largest file that is uploaded in one request, in bytes.'),
  ATTACHMENT_RESUMABLE_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .max(16 * GIBIBYTE)
    .default(GIBIBYTE)
    .describe('Largest file of a resumable upload, in bytes.'),
  ATTACHMENT_LINK_SECRET: z
    .string()
    .min(JWT_SECRET_MIN_CHARS)
    .optional()
    .describe('Secret of download links, at least 32 characters. Required unless JWT_SECRET is set.'),
  ALLOW_FOREIGN_LINKS: z
    .stringbool()
    .default(false)
    .describe('1 keeps addresses of files elsewhere that clients of older dialects send; they are never fetched.'),
  S3_BUCKET: z
    .string()
    .min(1)
    .max(63)
    .optional()
    .describe('When set, files are kept in this bucket of an S3-compatible service instead of ATTACHMENTS_DIR.'),
  S3_ENDPOINT: httpUrl
    .optional()
    .describe('Address of the S3-compatible service; that of AWS for the region when absent.'),
  S3_REGION: z.string().min(1).max(64).default('us-east-1').describe('Region that requests to S3 are signed for.'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional().describe('Key id for S3.'),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional().describe('Secret key for S3.'),
  CLAMD_HOST: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Where clamd examines files. When set, nobody can download a file before it was found harmless. Its StreamMaxLength must be as large as the largest upload.',
    ),
  CLAMD_PORT: z.coerce.number().int().min(1).max(65_535).default(3310).describe('Port of clamd.'),
  PUBLIC_URL: httpUrl
    .optional()
    .describe('Where people reach this installation, as links in e-mails need it. Without it no e-mail is sent.')
    .meta({ example: '' }),
  VAPID_PUBLIC_KEY: vapidKey(VAPID_PUBLIC_KEY_CHARS)
    .optional()
    .describe(
      'Public key of Web Push, made once with `npx web-push generate-vapid-keys`. Without both keys push is off.',
    ),
  VAPID_PRIVATE_KEY: vapidKey(VAPID_PRIVATE_KEY_CHARS)
    .optional()
    .describe('Private key of Web Push, for message-worker alone.'),
  VAPID_SUBJECT: z
    .union([z.url({ protocol: /^https$/ }), z.string().regex(/^mailto:[^\s@]{1,64}@[^\s@]{1,190}$/)])
    .default('mailto:postmaster@localhost.localdomain')
    .describe(
      'Where push services write when something is wrong: mailto:… or https://…. Some refuse pushes without a real address.',
    ),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'Mail server for e-mails about unread messages, smtp://user:password@host:587. Without it no e-mail is sent.',
    ),
  MAIL_FROM: z
    .string()
    .min(3)
    .max(320)
    .optional()
    .describe('Sender of e-mails, such as `Causerie <messages@example.org>`. Without it no e-mail is sent.'),
  PUSH_AFTER_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600)
    .default(10)
    .describe('A message that is read within this time notifies nobody.'),
  DIGEST_AFTER_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1440)
    .default(30)
    .describe('People who want e-mails get one when messages stay unread this long, at most one in four hours.'),
  NOTIFY_SHOW_NAMES: flag
    .default(false)
    .describe('1 lets pushes and e-mails name the other person, to people who allow it; content is never in them.'),
  PRESENCE_GRACE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(20_000)
    .default(3_000)
    .describe(
      'Time after the last socket before somebody is told to be offline, in milliseconds: a page reload says nothing.',
    ),
  DEFAULT_TIME_ZONE: TimeZone.default('Europe/Paris').describe(
    'Time zone in which people are told the time of an appointment that has none of its own.',
  ),
  RATE_PERSON_PER_MINUTE: rate
    .default(600)
    .describe('Requests and socket commands of one person in a minute, over all doors; 0 switches the limit off.'),
  RATE_IP_PER_MINUTE: rate
    .default(1200)
    .describe('Requests of one address in a minute (IPv6: of one /64 network); 0 switches the limit off.'),
  RATE_HANDSHAKE_PER_MINUTE: rate
    .default(600)
    .describe('Socket handshakes of one address in a minute; 0 switches the limit off.'),
  RATE_SEND_PER_10S: rate.default(120).describe('Messages of one person in ten seconds; 0 switches the limit off.'),
  RATE_DEPLOYMENT_PER_SECOND: rate
    .default(0)
    .describe('Requests and socket commands of everybody in a second; 0 switches the limit off.'),
  ...callSettings,
  RETENTION_MESSAGES_DAYS: atMost(DAYS_MAX)
    .default(0)
    .describe('Messages older than this lose what they say and keep their place; 0 keeps them.'),
  RETENTION_DELETED_DAYS: atMost(DAYS_MAX)
    .default(30)
    .describe('What conversations said is taken away so long after they were removed; 0 keeps it.'),
  RETENTION_NOTIFICATIONS_DAYS: atMost(DAYS_MAX)
    .default(90)
    .describe('Notifications older than this are removed; 0 keeps them.'),
  RETENTION_ATTACHMENTS_DAYS: atMost(DAYS_MAX)
    .default(0)
    .describe('Files older than this are removed, the messages that had them stay; 0 keeps them.'),
  RETENTION_CALLS_DAYS: atMost(DAYS_MAX)
    .default(365)
    .describe(
      'Calls that ended so long ago lose their title, the names of guests, what was measured and what happened when; 0 keeps it.',
    ),
  AUDIT_RETENTION_DAYS: atMost(DAYS_MAX)
    .default(365)
    .describe('Records of accesses older than this are removed; 0 keeps them.'),
  ERASURE_NEEDS_CONFIRMATION: flag
    .default(true)
    .describe('Whether an erasure that a person asks for waits until a back end or an operator confirms it.'),
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
