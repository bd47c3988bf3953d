import type { Language } from './texts.ts';

/** A person of the demonstration, with a token of their own. Served in demo mode only. */
export interface DemoPerson {
  side: 'professional' | 'client';
  subject: string;
  name: string;
  headline: Record<Language, string>;
  token: string;
}

const TIMEOUT_MS = 5_000;

/** The people one may try, or null where there is no demo mode. Rejects while the service cannot be reached. */
export async function fetchDemoPeople(): Promise<readonly DemoPerson[] | null> {
  const response = await fetch('/demo/people', {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  });
  // A host that answers every unknown path with its page has no demo mode either.
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (response.status === 404 || (response.ok && !isJson)) return null;
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as DemoPerson[];
}

/** What a session remembers of a demo person. */
export function asDemoPerson({ side, subject }: DemoPerson): { side: string; subject: string } {
  return { side, subject };
}
