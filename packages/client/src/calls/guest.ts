import type { AskedIn, Call } from '@causerie/contracts';
import { browserNetwork, type Clock, type Network, randomId, systemClock } from '../environment.ts';
import { requestJson } from '../rest.ts';
import { PlainTransport, type PlainSocket } from './plain-transport.ts';
import type { CallLine } from './transport.ts';

/** Which call a guest asks into, and as whom. */
export interface GuestOptions {
  /** Origin of the API gateway; empty for the page's own. */
  url: string;
  /** The code that somebody said, or the token of a link. */
  code?: string;
  token?: string;
  /** What the guest is called in the call. */
  name: string;
  /** Language of the guest; BCP 47. */
  locale?: string;
  fetch?: typeof globalThis.fetch;
  openSocket?: (url: string) => PlainSocket;
  clock?: Clock;
  network?: Network;
}

/** A guest's line into one call, connected until `end`. */
export interface GuestLine extends CallLine {
  /** The call as it was when the guest asked in: `calls.join({callId: call.id})` waits in it. */
  call: Call;
  end(): void;
}

/** Asks into a call without an account. Rejects with CauserieError, `not_found` for codes and links that lead nowhere. */
export async function askInAsGuest(options: GuestOptions): Promise<GuestLine> {
  const { url, code, token, name, locale = 'fr', clock = systemClock, network = browserNetwork } = options;
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const request = { url, fetch, clock, locale };
  const which = code === undefined ? { token, name } : { code, name };
  const nobody = { ...request, authorization: () => Promise.resolve(null) };
  const asked = await requestJson<AskedIn>(nobody, 'POST', '/v1/calls/ask-in', which);
  const guestToken = asked.guest?.token ?? '';
  const guest = { ...request, authorization: () => Promise.resolve(`Guest ${guestToken}`) };
  const device = randomId();
  const transport = new PlainTransport({
    url,
    device,
    getWords: () => Promise.resolve({ guestToken }),
    clock,
    network,
    random: Math.random,
    ...(options.openSocket === undefined ? {} : { openSocket: options.openSocket }),
  });
  transport.start();
  return {
    call: asked.call,
    device,
    transport,
    rest: (method, path, body) => requestJson(guest, method, path, body),
    whoAmI: () => ({ participantId: asked.participantId }),
    end: () => transport.stop(),
  };
}
