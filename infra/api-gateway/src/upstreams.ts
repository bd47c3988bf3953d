import { findRoute, type Route } from './routes.ts';
import { sessionOf, type Replica, type Replicas } from './replicas.ts';

/** Where the services answer. */
export interface Upstreams {
  conversationApi: string;
  signaling: string;
  messageWorker: string;
  replicas: Replicas;
}

/** Where one request goes. */
export interface Target {
  origin: string;
  /** Set when it is a gateway replica. */
  replica?: Replica;
  /** True when another replica would do as well: the request starts a new session. */
  mayMove: boolean;
}

/** What the failed attempts for one request were. */
export type Tried = Set<Replica>;

/** The path of a request URL, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/**
 * Decides where a request goes: by the route table, then, among gateway replicas, by the session it belongs to. A session
 * nobody owns goes to any replica, which knows how to refuse it.
 * @returns undefined when no replica is left to try
 */
export function chooseTarget(
  upstreams: Upstreams,
  route: Route,
  url: string,
  tried: Tried = new Set(),
): Target | undefined {
  if (route.upstream === 'conversation-api') return { origin: upstreams.conversationApi, mayMove: false };
  if (route.upstream === 'signaling') return { origin: upstreams.signaling, mayMove: false };
  const sid = sessionOf(url);
  const owner = sid === undefined ? undefined : upstreams.replicas.ofSession(sid);
  if (owner) return tried.has(owner) ? undefined : { origin: owner.origin, replica: owner, mayMove: false };
  const replica = upstreams.replicas.next(tried);
  return replica && { origin: replica.origin, replica, mayMove: true };
}

/** The route of a websocket handshake, undefined when none may be made there. */
export function websocketRoute(url: string): Route | undefined {
  const route = findRoute(pathOf(url));
  return route?.websocket ? route : undefined;
}
