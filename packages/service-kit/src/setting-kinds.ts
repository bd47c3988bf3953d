import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';

const MAX_LIST_CHARS = 4_000;
/** Every server costs each connection time: browsers warn from five on. */
const ICE_URLS_MAX = 8;

/** An http(s) address, returned without its trailing slash. */
export const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

/** A web origin such as `https://salon.example`; a path or a trailing slash is dropped. */
export const origin = z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin);

/** A switch: 1 or true, 0 or false. */
export const flag = z.stringbool({ truthy: ['1', 'true'], falsy: ['0', 'false'] });

/** A whole number from 0 to `most`. */
export const atMost = (most: number) => z.coerce.number().int().min(0).max(most);

/** How many of something are let through in a window; 0 switches the limit off. */
export const rate = atMost(10_000_000);

/** A key of Web Push (VAPID): so many characters of base64url, without padding. */
export const vapidKey = (length: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${length}}$`));

/** `a, b` → `['a', 'b']`. */
const commaList = z
  .string()
  .max(MAX_LIST_CHARS)
  .transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

/** Comma list of `stun:`, `turn:` and `turns:` addresses (RFC 7064, RFC 7065); may be empty. */
export const iceUrlList = (...schemes: readonly ('stun' | 'stuns' | 'turn' | 'turns')[]) =>
  commaList.pipe(
    z
      .array(
        z
          .string()
          .regex(new RegExp(`^(?:${schemes.join('|')}):[A-Za-z0-9.\\-\\[\\]:]{1,255}(?:\\?transport=(?:udp|tcp))?$`)),
      )
      .max(ICE_URLS_MAX),
  );

/** Comma list of exact web origins. `*` is not an origin and is refused. */
export const originList = commaList.pipe(z.array(origin).min(1));

/** Comma list of http(s) addresses, at least one. */
export const httpUrlList = commaList.pipe(z.array(httpUrl).min(1));

/**
 * Comma list of networks. `true`, a number of hops and the whole internet are refused:
 * each of them would let a client choose its own address.
 */
export const cidrList = commaList.pipe(
  z.array(z.string().refine(isNarrowNetwork, 'must be a network such as 10.0.0.0/8')),
);

function isNarrowNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || isIP(address) === 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (isIPv4(address) ? 32 : 128);
}
