import { setTimeout } from 'node:timers/promises';
import type { Loose } from '../world.ts';

/** A request as it leaves. */
export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | FormData;
}

/** What came back, whole. */
export interface Heard {
  status: number;
  headers: Headers;
  text: string;
}

/** Headers that say which request was answered when, and by whom; all others are part of the answer. */
const PASSING = new Set(['x-request-id', 'date', 'connection', 'keep-alive', 'transfer-encoding']);
/** Members of a refusal that name the request. */
const NAMES_REQUEST = new Set(['requestId', 'instance']);

/** How often somebody comes back who is told that the service is busy (ERR-4), and after how long, in milliseconds. */
const TRIES = 6;
const BUSY_MS = 500;

/** Sends a request with a token, or without one; comes back while the service is busy. */
export async function ask(url: string, token: string | null, request: Request): Promise<Heard> {
  return whileBusy(
    () => askOnce(url, token, request),
    ({ status }) => status === 503,
  );
}

/** Asks again, a few times, while the answer is that the service is busy. */
export async function whileBusy<T>(work: () => Promise<T>, isBusy: (answer: T) => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await work();
    if (!isBusy(answer) || tries === TRIES) return answer;
    await setTimeout(BUSY_MS);
  }
}

async function askOnce(url: string, token: string | null, request: Request): Promise<Heard> {
  const { method, path, headers, body } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Everything of an answer that may differ between two things: status, headers and body, without what names the request. */
export function substanceOf({ status, headers, text }: Heard): string {
  const kept = [...headers].filter(([name]) => !PASSING.has(name));
  return JSON.stringify([status, kept, bodyOf(text)]);
}

/** All that an answer says, for looking for canaries in it. */
export function wholeOf({ headers, text }: Heard): string {
  return `${[...headers].map(([name, value]) => `${name}: ${decodeURIComponent(value)}`).join('\n')}\n${text}`;
}

/** The JSON of a successful answer. @throws Error for any other. */
export function expectOk({ status, text }: Pick<Heard, 'status' | 'text'>, what = 'the request'): Loose {
  if (status >= 300) throw new Error(`${what} was answered ${status}: ${text.slice(0, 200)}`);
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
}

/** A body in which nothing names the request. */
export function bodyOf(text: string): unknown {
  if (!text.startsWith('{')) return text;
  return JSON.parse(text, (key, value: unknown) => (NAMES_REQUEST.has(key) ? undefined : value));
}
