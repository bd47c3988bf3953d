import { type Causerie, createCauserie } from '@causerie/client';
import type { SomeStrings } from '../../strings/strings.ts';
import { personOf, storedToken } from './tokens.ts';

/** A component that goes, goes with its route: its successor takes the connection over when it comes within this time. */
const LINGER_MS = 1_000;

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

/** Who speaks, as the ready-made components are told. */
export interface Identity {
  /** The token of the person. It alone says who acts. */
  token?: string | undefined;
  /** Origin of the API gateway. */
  url?: string | undefined;
  /** The person's id in the host's system; the token decides, this only documents. */
  userId?: string | number | undefined;
  /** Which of several tokens that the browser keeps is meant: `patient`, `medecin`, `client`, `salon`… */
  role?: string | undefined;
}

/** One messenger per address and person, for as long as somebody holds it. */
interface Shared {
  client: Causerie;
  token: string;
  holders: number;
  ending: ReturnType<typeof setTimeout> | null;
}

let defaults: CauserieDefaults = {};
const watchers = new Set<() => void>();
const shared = new Map<string, Shared>();

/** Says once, where the application starts, what all components and hooks that stand alone go by. Later calls add to earlier ones. */
export function configureCauserie(change: CauserieDefaults): void {
  defaults = { ...defaults, ...change };
  for (const watcher of watchers) watcher();
}

/** What was configured. The same object until it changes. */
export function currentDefaults(): CauserieDefaults {
  return defaults;
}

/** Calls back when defaults or the tokens that the browser keeps may have changed; returns how to stop. */
export function watchDefaults(watcher: () => void): () => void {
  watchers.add(watcher);
  window.addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    window.removeEventListener('storage', watcher);
  };
}

/**
 * The messenger that an identity means, as a key: the same for everybody who means the same person at the same address. Empty when
 * there is no token anywhere.
 */
export function placeOf({ token, url, role }: Identity): string {
  const origin = url ?? defaults.url ?? '';
  if (token === undefined && defaults.getToken !== undefined) return `${origin} configured`;
  const known = token ?? storedToken(role);
  return known === null || known === '' ? '' : `${origin} ${personOf(known)}`;
}

/** The messenger at a place, or null while nobody holds it. */
export function clientAt(place: string): Causerie | null {
  return shared.get(place)?.client ?? null;
}

/** Holds the messenger at a place, and makes and starts it when nobody did; returns how to let go. */
export function hold(place: string, identity: Identity): () => void {
  const token = identity.token ?? storedToken(identity.role) ?? '';
  const held = shared.get(place) ?? begin(place, identity, token);
  if (held.ending !== null) clearTimeout(held.ending);
  held.ending = null;
  held.holders += 1;
  const isRenewed = held.token !== token;
  held.token = token;
  if (isRenewed && held.client.getSnapshot().ended !== null) held.client.reconnect();
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    held.holders -= 1;
    if (held.holders === 0) held.ending = setTimeout(() => end(place, held), LINGER_MS);
  };
}

function begin(place: string, { token, url, role }: Identity, first: string): Shared {
  const held: Shared = {
    token: first,
    holders: 0,
    ending: null,
    client: createCauserie({
      url: url ?? defaults.url ?? '',
      locale: () => localeOf(undefined),
      getToken: () => {
        if (token !== undefined) return held.token;
        return defaults.getToken?.() ?? storedToken(role) ?? held.token;
      },
    }),
  };
  shared.set(place, held);
  held.client.start();
  return held;
}

function end(place: string, held: Shared): void {
  held.client.stop();
  shared.delete(place);
}

/** The language to speak: what is asked, else what was configured, else that of the page. */
export function localeOf(asked: string | undefined): string {
  const ofPage = typeof document === 'undefined' ? '' : document.documentElement.lang;
  return asked ?? defaults.locale ?? (ofPage === '' ? 'fr' : ofPage);
}

let idle: Causerie | null = null;

/** A messenger that says nothing and hears nothing, for the time before there is one and for pages without anybody signed in. */
export function idleClient(): Causerie {
  idle ??= createCauserie({ url: '', getToken: () => '' });
  return idle;
}
