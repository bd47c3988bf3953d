import { createHmac, hkdfSync } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { PersistMessage, PersistResult } from '@causerie/contracts';
import type { Redis } from 'ioredis';
import type { HttpApp } from './http.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { isOperatorRoute } from './operator-routes.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { logThrottled } from './throttle.ts';

/** Blocks of an IPv6 address that name a network; the rest its owner chooses freely. */
const IPV6_NETWORK_BLOCKS = 4;
const MINUTE_SECONDS = 60;
const SEND_WINDOW_SECONDS = 10;
const KEY_BYTES = 32;
/** So much of a digest that two names of one window never share it. */
const PSEUDONYM_CHARS = 22;

/** Of the secrets, one must be set; `ATTACHMENT_LINK_SECRET` goes first. */
export interface LimitSecrets {
  ATTACHMENT_LINK_SECRET?: string | undefined;
  JWT_SECRET?: string | undefined;
}

/** The settings of the same names; 0 switches a limit off. */
export interface RateLimitSettings extends LimitSecrets {
  RATE_PERSON_PER_MINUTE: number;
  RATE_IP_PER_MINUTE: number;
  RATE_HANDSHAKE_PER_MINUTE: number;
  RATE_SEND_PER_10S: number;
  RATE_DEPLOYMENT_PER_SECOND: number;
}

/** The limits of a door. Each counts one event, and throws `rate_limited` when it is one too many. */
export interface RateLimits {
  /** A request or a socket command of a person, through any door. */
  person: RateLimit;
  /** A request of an address. */
  address: RateLimit;
  /** A socket handshake of an address. */
  handshake: RateLimit;
  /** A message of a person. */
  send: RateLimit;
  /** A request or a socket command of anybody. */
  deployment(): void;
}

/** Where limits are counted together, and how they report. */
export interface RateLimitDeps {
  redis: Redis;
  prefix: string;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Makes the limits of a door out of settings. What they count lies in Redis under keyed digests of addresses and ids, for a minute at
 * most. @throws Error when no secret is set.
 */
export function createRateLimits(
  settings: RateLimitSettings,
  { redis, prefix, logger, metrics }: RateLimitDeps,
): RateLimits {
  const make = limitMaker(settings, { redis, prefix, logger, metrics });
  const deployment = make('deployment', settings.RATE_DEPLOYMENT_PER_SECOND, 1);
  const address = make('address', settings.RATE_IP_PER_MINUTE, MINUTE_SECONDS);
  const handshake = make('handshake', settings.RATE_HANDSHAKE_PER_MINUTE, MINUTE_SECONDS);
  return {
    person: make('person', settings.RATE_PERSON_PER_MINUTE, MINUTE_SECONDS),
    address: (ip) => address(networkOf(ip)),
    handshake: (ip) => handshake(networkOf(ip)),
    send: make('send', settings.RATE_SEND_PER_10S, SEND_WINDOW_SECONDS),
    deployment: () => deployment('all'),
  };
}

/** Makes one limit: what it counts (a word), how many in one window, and the seconds of the window. */
export type MakeLimit = (kind: string, limit: number, windowSeconds: number) => RateLimit;

/** What every limit of a process has in common. @throws Error when no secret is set. */
export function limitMaker(settings: LimitSecrets, { redis, prefix, logger, metrics }: RateLimitDeps): MakeLimit {
  const refused = metrics.counter('rate_limited_total', 'Requests, commands and handshakes refused by a limit', [
    'kind',
  ]);
  const common = {
    redis,
    prefix,
    onError: logThrottled(logger, 'Limits are counted by each process alone'),
    onRefused: (kind: string) => refused.inc({ kind }),
    pseudonymOf: createPseudonyms(settings),
  };
  return (kind, limit, windowSeconds) => createRateLimit({ ...common, kind, limit, windowSeconds });
}

/**
 * Names that lead back to nobody without the secret; whoever has it can still tell whether a digest is of a name they know. The key is
 * derived, so that it opens nothing else, and every door has the same.
 */
function createPseudonyms({ ATTACHMENT_LINK_SECRET, JWT_SECRET }: LimitSecrets): (name: string) => string {
  const secret = ATTACHMENT_LINK_SECRET ?? JWT_SECRET;
  if (secret === undefined) throw new Error('ATTACHMENT_LINK_SECRET: is required unless JWT_SECRET is set');
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'causerie rate limits v1', KEY_BYTES));
  return (name) => createHmac('sha256', key).update(name).digest('base64url').slice(0, PSEUDONYM_CHARS);
}

/** Holds an HTTP door to the limits that need no token; operators and schedulers are free of them. */
export function limitRequests(app: HttpApp, limits: Pick<RateLimits, 'address' | 'deployment'>): void {
  app.addHook('onRequest', async (request) => {
    if (isOperatorRoute(request)) return;
    limits.address(request.ip);
    limits.deployment();
  });
}

/** Holds the author of every message to the limit, whichever door or dialect it came through. */
export function limitSends<Lanes extends { send(message: PersistMessage): Promise<PersistResult> }>(
  lanes: Lanes,
  { send }: Pick<RateLimits, 'send'>,
): Pick<Lanes, 'send'> {
  return {
    async send(message) {
      send(message.author.id);
      return lanes.send(message);
    },
  };
}

/** An IPv4 address as it is, an IPv6 address by its network, an IPv4 address in IPv6 clothes as IPv4. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !isIPv6(ip)) return mapped ?? ip;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, IPV6_NETWORK_BLOCKS).join(':');
}
