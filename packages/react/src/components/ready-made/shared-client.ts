import { type Causerie, createCauserie } from '@causerie/client';
import type { SomeStrings } from '../../strings/strings.ts';
import { lookAgain, tellWatchers, watchTokens } from './lookout.ts';
import { speakingAt } from './origins.ts';
import { bareToken, personOf, storedToken } from './tokens.ts';

/** A component that goes, goes with its route: its successor takes the connection over when it comes within this time. */
const LINGER_MS = 1_000;
/** Languages in which there are texts; a page in another one is no wish for one of ours. */
const SPOKEN = /^(?:fr|en)(?:-|$)/i;

/** What components that stand alone go by when they are told nothing. */
export interface CauserieDefaults {
  /** Origin of the API gateway; the page's own without it. */
  url?: string;
  /** Gives the current token. Without it, and without a `token`, what the browser keeps under `jwt`, `token`, `patient` or `medecin` is read. */
  getToken?: () => string | Promise<string>;
  /** BCP 47; the language of the page without it. */
  locale?: string;
  /** Replaces any of the texts. */
  strings?: SomeStrings;
}

/** Who speaks, as the ready-made components are told. Null says as little as undefined. */
export interface Identity {
  /** The token of the person, bare or behind `Bearer`. It alone says who acts. */
  token?: string | null | undefined;
  /** Origin of the API gateway. */
  url?: string | null | undefined;
  /** The person's id in the host's system; the token decides, this only documents. */
  userId?: string | number | null | undefined;
  /** Which of several tokens that the browser keeps is meant: `patient`, `medecin`, `client`, `salon`… */
  role?: string | null | undefined;
}

/** One messenger per address and person, for as long as somebody holds it. */
interface Shared {
  client: Causerie;
  holders: number;
  /** Holders who were given their token, and the newest of those tokens. */
  givers: number;
  given: string | null;
  /** Which of several stored tokens is meant, as the last holder without a token of their own says. */
  role: Identity['role'];
  /** The token that was shown last, and the one that ended the session. */
  shown: string | null;
  refused: string | null;
  ending: ReturnType<typeof setTimeout> | null;
  stops: (() => void)[];
}

let defaults: CauserieDefaults = {};
const shared = new Map<string, Shared>();

/** Says once, where the application starts, what all components and hooks that stand alone go by. Later calls add to earlier ones. */
export function configureCauserie(change: CauserieDefaults): void {
  defaults = { ...defaults, ...change };
  tellWatchers();
}

/** What was configured. The same object until it changes. */
export function currentDefaults(): CauserieDefaults {
  return defaults;
}

/** Calls back when defaults or the tokens that the browser keeps may have changed; returns how to stop. */
export const watchDefaults: (watcher: () => void) => () => void = watchTokens;

/**
 * The messenger that an identity means, as a key: the same for everybody who means the same person at the same address. Whoever names
 * nobody, where nobody is configured or kept by the browser, means the one person whose token others on the page were given. Empty
 * when there is no token anywhere.
 */
export function placeOf({ token = null, url, role }: Identity): string {
  const origin = url ?? defaults.url ?? '';
  if (token === null && isConfigured()) return `${origin} configured`;
  const known = token === null ? storedToken(role) : bareToken(token);
  if (known !== null) return `${origin} ${personOf(known)}`;
  if (token !== null) return '';
  const [only, another] = givenPlaces(url ?? null);
  if (only !== undefined && another === undefined) return only;
  lookAgain();
  return '';
}

function isConfigured(): boolean {
  // Plain JavaScript configures null, too.
  return (defaults.getToken ?? null) !== null;
}

/** Places held by components that were given a token, at an address where one is named. */
function givenPlaces(url: string | null): string[] {
  const given = [...shared].filter(
    ([place, { givers }]) => givers > 0 && (url === null || place.startsWith(`${url} `)),
  );
  return given.map(([place]) => place);
}

/** The messenger at a place, or null while nobody holds it. */
export function clientAt(place: string): Causerie | null {
  return shared.get(place)?.client ?? null;
}

/** Holds the messenger at a place, and makes and starts it when nobody did; returns how to let go. */
export function hold(place: string, { token = null, url, role }: Identity): () => void {
  const held = shared.get(place) ?? begin(place, url ?? defaults.url ?? '', role);
  if (held.ending !== null) clearTimeout(held.ending);
  held.ending = null;
  held.holders += 1;
  const isGiver = token !== null;
  if (isGiver) {
    held.given = bareToken(token);
    held.givers += 1;
    if (held.givers === 1) tellWatchers();
  } else held.role = role;
  comeBack(held);
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    held.holders -= 1;
    if (isGiver) held.givers -= 1;
    // Whoever renews their token lets go a moment before they hold again.
    if (isGiver && held.givers === 0) queueMicrotask(() => held.givers === 0 && tellWatchers());
    if (held.holders === 0) held.ending = setTimeout(() => end(place, held), LINGER_MS);
  };
}

function begin(place: string, url: string, role: Identity['role']): Shared {
  const options = { url, locale: () => localeOf(undefined), getToken: () => currentToken(held) };
  const client = speakingAt(createCauserie(options), url);
  const held: Shared = {
    ...{ client, role, holders: 0, givers: 0, given: null, shown: null, refused: null, ending: null },
    stops: [],
  };
  let isOver = false;
  held.stops.push(
    client.subscribe(() => {
      const wasOver = isOver;
      isOver = client.getSnapshot().ended !== null;
      if (!isOver || wasOver) return;
      held.refused = held.shown;
      lookAgain();
    }),
    watchTokens(() => comeBack(held)),
  );
  shared.set(place, held);
  client.start();
  return held;
}

/** The token to show now, read anew at each question. @throws Error when there is none (any more). */
async function currentToken(held: Shared): Promise<string> {
  held.shown = knownToken(held);
  if (held.shown === null) held.shown = bareToken(await defaults.getToken?.()) ?? storedToken(held.role);
  if (held.shown === null) throw new Error('nobody gives a token');
  return held.shown;
}

/** What was given, or is kept by this browser; null where only the host's own function would know. */
function knownToken({ givers, given, role }: Shared): string | null {
  if (givers > 0) return given;
  return isConfigured() ? null : storedToken(role);
}

/** Begins anew what ended, once there is another token than the one that was refused. */
function comeBack(held: Shared): void {
  if (held.client.getSnapshot().ended === null) return;
  const token = knownToken(held);
  if (token !== null && token !== held.refused) held.client.reconnect();
  else if (!isConfigured()) lookAgain();
}

function end(place: string, held: Shared): void {
  for (const stop of held.stops) stop();
  held.client.stop();
  shared.delete(place);
}

/** The language to speak: what is asked, else what was configured, else that of the page where it is one of ours, else French. */
export function localeOf(asked: string | null | undefined): string {
  const ofPage = typeof document === 'undefined' ? '' : document.documentElement.lang;
  return asked ?? defaults.locale ?? (SPOKEN.test(ofPage) ? ofPage : 'fr');
}

let idle: Causerie | null = null;

/** A messenger that says nothing and hears nothing, for the time before there is one and for pages without anybody signed in. */
export function idleClient(): Causerie {
  idle ??= createCauserie({ url: '', getToken: () => '' });
  return idle;
}
