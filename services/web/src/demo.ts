import type { Language } from './texts.ts';

/** A person of the demonstration, with a token of their own. Served in demo mode only. */
export interface DemoPerson {
  side: 'professional' | 'client';
  subject: string;
  name: string;
  headline: Record<Language, string>;
  token: string;
}

/** What the demonstration refuses. */
export class DemoError extends Error {
  constructor(status: number) {
    super(`the demonstration answered ${status}`);
  }
}

const TIMEOUT_MS = 9_000;

/** The people one may try, or null where there is no demo mode. Rejects while the service cannot be reached. */
export function fetchDemoPeople(): Promise<readonly DemoPerson[] | null> {
  return askDemo('GET', '/demo/people');
}

/** Asks the demonstration; null where there is none. Rejects while it cannot be reached, and with {@link DemoError} when it refuses. */
export async function askDemo<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T | null> {
  const response = await fetch(path, {
    method,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // A host that answers every unknown path with its page has no demo mode either.
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (response.status === 404 || (response.ok && !isJson)) return null;
  if (!response.ok) throw new DemoError(response.status);
  return (await response.json()) as T;
}

/** What a session remembers of a demo person. */
export function asDemoPerson({ side, subject }: Pick<DemoPerson, 'side' | 'subject'>): {
  side: string;
  subject: string;
} {
  return { side, subject };
}
