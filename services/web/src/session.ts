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
 * history entry at once, so that it is neither bookmarked nor shared.
 */
export function readSession(): Session | null {
  takeTokenFromAddress();
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
    return isSession(stored) ? stored : null;
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

/** Keeps or, with null, forgets the session of this tab. */
export function writeSession(session: Session | null): void {
  if (session === null) sessionStorage.removeItem(STORAGE_KEY);
  else sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
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

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string';
}
