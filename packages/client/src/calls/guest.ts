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

/** What lets a guest back into their call after the page was loaded again. Whoever has it acts as the guest. */
export interface GuestPass {
  callId: string;
  participantId: string;
  token: string;
}

/** A guest's line into one call, connected until `end`. */
export interface GuestLine extends CallLine {
  /** The call as it was when the guest asked in: `calls.join({callId: call.id})` waits in it. */
  call: Call;
  pass: GuestPass;
  end(): void;
}

/** How a guest's line is made, whoever they are. */
type LineOptions = Omit<GuestOptions, 'code' | 'token' | 'name'>;

/** Asks into a call without an account. Rejects with CauserieError, `not_found` for codes and links that lead nowhere. */
export async function askInAsGuest(options: GuestOptions): Promise<GuestLine> {
  const { code, token, name } = options;
  const which = code === undefined ? { token, name } : { code, name };
  const asked = await requestJson<AskedIn>(requestOf(options, null), 'POST', '/v1/calls/ask-in', which);
  const pass = { callId: asked.call.id, participantId: asked.participantId, token: asked.guest?.token ?? '' };
  return lineOf(options, pass, asked.call);
}

/** Comes back into a call: a link that seats one is spent by then. Rejects with CauserieError when the call is over for this guest. */
export async function resumeAsGuest(options: LineOptions & { pass: GuestPass }): Promise<GuestLine> {
  const { pass } = options;
  const path = `/v1/calls/${encodeURIComponent(pass.callId)}`;
  return lineOf(options, pass, await requestJson<Call>(requestOf(options, pass), 'GET', path));
}

function requestOf({ url, locale = 'fr', clock = systemClock, ...options }: LineOptions, pass: GuestPass | null) {
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const authorization = (): Promise<string | null> => Promise.resolve(pass === null ? null : `Guest ${pass.token}`);
  return { url, fetch, clock, locale, authorization };
}

function lineOf(options: LineOptions, pass: GuestPass, call: Call): GuestLine {
  const { url, clock = systemClock, network = browserNetwork, openSocket } = options;
  const device = randomId();
  const transport = new PlainTransport({
    url,
    device,
    getWords: () => Promise.resolve({ guestToken: pass.token }),
    clock,
    network,
    random: Math.random,
    ...(openSocket === undefined ? {} : { openSocket }),
  });
  transport.start();
  const guest = requestOf(options, pass);
  return {
    call,
    pass,
    device,
    transport,
    rest: (method, path, body) => requestJson(guest, method, path, body),
    whoAmI: () => ({ participantId: pass.participantId }),
    end: () => transport.stop(),
  };
}
