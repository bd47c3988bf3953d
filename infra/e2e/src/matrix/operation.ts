import type { Somebody } from '../world.ts';
import type { Request } from './ask.ts';
import type { Kind, Things } from './kinds.ts';

/** Who a valid token can name. */
export type Role = Somebody['side'] | 'admin' | 'service';

/** What an operation sends beside its path. */
export interface Sent {
  json?: unknown;
  form?: FormData;
  bytes?: string;
  headers?: Record<string, string>;
}

/** One REST operation, as the matrix asks for it. */
export interface Operation {
  /** Whose tokens are taken; `public` needs none. All others are refused: without a valid token 401, with another role 403. */
  roles: readonly Role[] | 'public';
  /** What its path parameters name, in their order. */
  path?: readonly Kind[];
  /** Of which kinds its body or query names something. */
  names?: readonly Kind[];
  /** Of these kinds it names what the caller has, however foreign the rest is. */
  within?: readonly Kind[];
  query?: (things: Things) => string;
  /** A valid body; `side` is the caller's. */
  sends?: (things: Things, side: Somebody['side']) => Sent;
  /** Only whoever wrote or sent the thing of this kind may: with the one of the other person the answer is `status`, and nothing happens. */
  onlyOwn?: { kind: Kind; status: number };
  /** What the person who was blocked is answered in that conversation; what everybody else is, unless told. */
  whenBlocked?: number;
  /** The answer to one's own, where it is no success: to everybody, or to clients, for what only professionals do to it. */
  answers?: number;
  toClients?: number;
  /** Sides to whom foreign things of this kind are no secret, and why. */
  openTo?: { side: Somebody['side']; because: string };
}

/** Both sides. */
export const PEOPLE = ['professional', 'client'] as const;

const JSON_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** The request of an operation on these things. */
export function requestOf(name: string, operation: Operation, things: Things, side: Somebody['side']): Request {
  const [method = '', pattern = ''] = name.split(' ', 2);
  const kinds = [...(operation.path ?? [])];
  const filled = pattern.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(things[kinds.shift() ?? 'word']));
  const query = operation.query?.(things);
  const path = query === undefined ? filled : `${filled}?${query}`;
  const sent = operation.sends?.(things, side);
  const headers = { ...sent?.headers };
  if (sent?.form !== undefined) return { method, path, headers, body: sent.form };
  if (sent?.bytes !== undefined) return { method, path, headers, body: sent.bytes };
  if (sent?.json === undefined || !JSON_METHODS.has(method)) return { method, path, headers };
  return { method, path, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(sent.json) };
}

/** Every kind of thing that an operation names. */
export function kindsOf({ path = [], names = [], onlyOwn }: Operation): Kind[] {
  return [...new Set([...path, ...names, ...(onlyOwn === undefined ? [] : [onlyOwn.kind])])];
}
