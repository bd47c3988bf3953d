/** One realtime-gateway process. */
export interface Replica {
  /** What its Socket.IO session ids begin with, up to the dot. */
  id: string;
  /** Origin, e.g. http://127.0.0.1:4002. */
  origin: string;
}

/** The gateway replicas, with what is known about their health. */
export interface Replicas {
  all: readonly Replica[];
  /** The replica a session belongs to, undefined when the id names none. */
  ofSession(sid: string): Replica | undefined;
  /** The next replica in turn that is believed to live; `tried` ones are left out. Undefined when all were tried. */
  next(tried?: ReadonlySet<Replica>): Replica | undefined;
  /** Tells that a replica did or did not answer. */
  report(replica: Replica, isAlive: boolean): void;
}

/** A replica that refused a connection is passed over for this long, unless a health check says otherwise before. */
const PENALTY_MS = 2_000;

/**
 * Reads REALTIME_GATEWAY_URLS. The replica id is the fragment of its URL (`http://host:4002#realtime-gateway-1`); without
 * one it is `realtime-gateway-<position>`, counted from 1. It must equal the REPLICA_ID the process was given.
 */
export function createReplicas(urls: readonly string[], now: () => number = Date.now): Replicas {
  const all = urls.map((text, index): Replica => {
    const url = new URL(text);
    return { id: url.hash === '' ? `realtime-gateway-${index + 1}` : url.hash.slice(1), origin: url.origin };
  });
  const byId = new Map(all.map((replica) => [replica.id, replica]));
  const downUntil = new Map<Replica, number>();
  let turn = 0;

  return {
    all,
    ofSession: (sid) => byId.get(sid.slice(0, Math.max(0, sid.indexOf('.')))),
    next(tried = new Set()) {
      const left = all.filter((replica) => !tried.has(replica));
      const living = left.filter((replica) => (downUntil.get(replica) ?? 0) <= now());
      // When every one is believed dead, belief may be old: try them anyway.
      const choice = living.length > 0 ? living : left;
      turn += 1;
      return choice[turn % choice.length];
    },
    report(replica, isAlive) {
      if (isAlive) downUntil.delete(replica);
      else downUntil.set(replica, now() + PENALTY_MS);
    },
  };
}

/** The `sid` of a Socket.IO request, undefined for a new session. */
export function sessionOf(url: string): string | undefined {
  const query = url.indexOf('?');
  return query === -1 ? undefined : (new URLSearchParams(url.slice(query)).get('sid') ?? undefined);
}
