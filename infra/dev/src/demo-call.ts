import { demoPeople, type DemoPerson } from './people.ts';
import { signToken } from './token.ts';

const REQUEST_TIMEOUT_MS = 5_000;
const TOKEN_LIFETIME_SECONDS = 300;

/** Where and with which secret the demonstration speaks to the product, as a host application would. */
export interface DemoHost {
  /** The API gateway. */
  url: string;
  jwtSecret: string;
}

/** Who asks: a person by side and subject, the back end of the demonstration, or its operator. */
export type DemoCaller = Pick<DemoPerson, 'side' | 'subject'> | 'service' | 'admin';

/** What was answered; `body` is undefined where that is nothing. */
export interface DemoAnswer {
  status: number;
  body: unknown;
}

/** One request to the public routes. A form is sent as it is, everything else as JSON. Rejects when nobody answers. */
export async function askDemo(
  { url, jwtSecret }: DemoHost,
  caller: DemoCaller,
  [method, path]: readonly [method: string, path: string],
  body?: unknown,
  idempotencyKey?: string,
): Promise<DemoAnswer> {
  const isForm = body instanceof FormData;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await demoToken(jwtSecret, caller)}`,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** A token of the demonstration; five minutes long unless told. */
export function demoToken(
  jwtSecret: string,
  caller: DemoCaller,
  lifetimeSeconds: number = TOKEN_LIFETIME_SECONDS,
): Promise<string> {
  if (typeof caller === 'string') {
    return signToken(jwtSecret, { sub: 'causerie-demo', role: caller }, lifetimeSeconds);
  }
  const { side, subject } = caller;
  const name = demoPeople.find((person) => person.side === side && person.subject === subject)?.name;
  return signToken(jwtSecret, { sub: subject, role: side, ...(name ? { name } : {}) }, lifetimeSeconds);
}
