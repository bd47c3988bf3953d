import { createHmac } from 'node:crypto';
import type { IceConfiguration, IceServer } from '@causerie/contracts';
import type { Clock } from '@causerie/core';

/** Characters of the hash that stands for whoever asks: enough to tell people apart in the relay's log, and to name nobody. */
const OPAQUE_CHARS = 16;

/** The settings of the same names. */
export interface IceSettings {
  STUN_URLS: readonly string[];
  TURN_URLS: readonly string[];
  TURN_SECRET?: string | undefined;
  TURN_CREDENTIAL_SECONDS: number;
  ICE_RELAY_ONLY: boolean;
}

/**
 * Makes what connections are configured with. Credentials follow coturn's REST scheme (`use-auth-secret`): the username is
 * `<end, seconds since the epoch>:<who>` and the credential base64(HMAC-SHA1(secret, username)).
 * @throws Error when there are relays and no secret, or relaying alone is asked for and there is no relay.
 */
export function createIceServers(settings: IceSettings, clock: Clock): (askerId: string) => IceConfiguration {
  const { STUN_URLS, TURN_URLS, TURN_SECRET, TURN_CREDENTIAL_SECONDS, ICE_RELAY_ONLY } = settings;
  if (TURN_URLS.length > 0 && TURN_SECRET === undefined) throw new Error('TURN_SECRET: is required beside TURN_URLS');
  if (ICE_RELAY_ONLY && TURN_URLS.length === 0) throw new Error('TURN_URLS: is required with ICE_RELAY_ONLY');
  const stun: IceServer[] = STUN_URLS.length === 0 ? [] : [{ urls: [...STUN_URLS] }];
  const iceTransportPolicy = ICE_RELAY_ONLY ? 'relay' : 'all';

  return (askerId) => {
    if (TURN_URLS.length === 0 || TURN_SECRET === undefined)
      return { iceServers: stun, iceTransportPolicy, expiresAt: null };
    const endSeconds = Math.floor(clock.nowMs() / 1000) + TURN_CREDENTIAL_SECONDS;
    const who = createHmac('sha256', TURN_SECRET).update(askerId).digest('base64url').slice(0, OPAQUE_CHARS);
    const username = `${endSeconds}:${who}`;
    const credential = createHmac('sha1', TURN_SECRET).update(username).digest('base64');
    return {
      iceServers: [...stun, { urls: [...TURN_URLS], username, credential }],
      iceTransportPolicy,
      expiresAt: new Date(endSeconds * 1000).toISOString(),
    };
  };
}
