import { storedToken } from '@causerie/react';
import { asDemoPerson, fetchDemoPeople } from './demo.ts';

/** Per tab, so that two tabs can be two people; gone when the tab closes. */
const STORAGE_KEY = 'causerie.session';
/** A token that ends sooner is replaced, where there is a way to. */
const RENEW_AHEAD_MS = 130_000;

/** Who this tab is: a token, and the demo person it belongs to when it was chosen on the first screen. */
export interface Session {
  token: string;
  demo: { side: string; subject: string } | null;
}

/** Where a session is kept. */
export interface SessionKeeper {
  read(): Session | null;
  write(session: Session | null): void;
}

/** The session of this tab. */
export const tabSession: SessionKeeper = { read: readSession, write: writeSession };

/** A session that ends with the part of the page that uses it. */
export function createSessionKeeper(first: Session): SessionKeeper {
  let kept: Session | null = first;
  return { read: () => kept, write: (session) => void (kept = session) };
}

/**
 * Reads the session of this tab. A token in the fragment (`#token=…`) wins; it is taken out of the address bar and of the
 * history entry at once, so that it is neither bookmarked nor shared. Without either, whoever the product signed in is let in:
 * their token is read anew each time, for the product renews it.
 */
export function readSession(): Session | null {
  takeTokenFromAddress();
  const kept = readKept();
  if (isSession(kept)) return kept;
  const token = storedToken();
  return token === null || (hasLeft(kept) && kept.left === token) ? null : { token, demo: null };
}

function readKept(): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
  } catch {
    return null;
  }
}

/** Keeps the token of the fragment as the session of this tab; whether there was one. */
export function takeTokenFromAddress(): boolean {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token');
  if (token === null) return false;
  fragment.delete('token');
  const rest = fragment.size === 0 ? '' : `#${fragment}`;
  history.replaceState(history.state, '', `${location.pathname}${location.search}${rest}`);
  if (token === '') return false;
  writeSession({ token, demo: null });
  return true;
}

/** Keeps or, with null, forgets the session of this tab. The product's own login stays, and is left for this tab. */
export function writeSession(session: Session | null): void {
  const left = storedToken();
  if (session === null && left === null) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session ?? { left }));
}

/** The token to use now. A demo person gets a fresh one shortly before the old one ends; others keep what they came with. */
export async function currentToken(fallback: Session, keeper: SessionKeeper = tabSession): Promise<string> {
  const session = keeper.read() ?? fallback;
  const { demo, token } = session;
  if (demo === null || endOf(token) - Date.now() > RENEW_AHEAD_MS) return token;
  const people = await fetchDemoPeople().catch(() => null);
  const same = people?.find((person) => person.side === demo.side && person.subject === demo.subject);
  if (same === undefined) return token;
  keeper.write({ token: same.token, demo: asDemoPerson(same) });
  return same.token;
}

/** End of a JWT in milliseconds since the epoch; Infinity when it cannot be read, for the server decides anyway. */
function endOf(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload)) as { exp?: number };
    return typeof exp === 'number' ? exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function hasLeft(value: unknown): value is { left: unknown } {
  return typeof value === 'object' && value !== null && 'left' in value;
}

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string';
}
