import type { Causerie } from '@causerie/client';
import { refusal } from './service-common.ts';
import { bridge, type Emit, isConnected } from './service-events.ts';
import { clientAt, hold, type Identity, placeOf, watchDefaults } from './shared-client.ts';

/** The shared messenger of whoever is signed in, for as long as the service wants one. */
export interface Session {
  /** Says who is meant from now on. What is not said again stays, but a token does not outlive its person. */
  identify(identity: Identity): void;
  /** The messenger, held from now on until `end`. @throws CauserieError `unauthenticated` without a token, or once it was withdrawn. */
  client(): Causerie;
  /** Whether the session of the person ended for good. @throws CauserieError `unauthenticated` without a token. */
  hasEnded(): boolean;
  /** The messenger, which connects now, also after a logout. @throws CauserieError `unauthenticated` without a token. */
  revived(): Causerie;
  /** The messenger if one is held; it never throws. */
  current(): Causerie | null;
  /** Aborts when the messenger that is held now is let go of. @throws CauserieError `unauthenticated` without a token. */
  signal(): AbortSignal;
  /** What addresses of files begin with. */
  origin(): string;
  /** Lets go. */
  end(): void;
}

interface Held {
  place: string;
  client: Causerie;
  origin: string;
  release: () => void;
  stopTelling: (reason: string) => void;
  over: AbortController;
  /** Its person was logged out on this page. */
  isStopped: boolean;
}

/** Where the API of a place is, as addresses of files begin with it: nothing at the page's own origin. */
function originOf(place: string): string {
  const origin = place.slice(0, place.indexOf(' '));
  return origin === (globalThis as Partial<typeof globalThis>).location?.origin ? '' : origin;
}

/** Builds the session; what its messengers hear is told through `emit`, whichever of them hears it. */
export function createSession(emit: Emit): Session {
  const { identify, present, current, end } = createHolder(emit);
  return {
    identify,
    end,
    hasEnded() {
      const { client, isStopped } = present();
      return isStopped || client.getSnapshot().ended !== null;
    },
    client() {
      const { client, isStopped } = present();
      const { ended } = client.getSnapshot();
      if (isStopped) throw refusal('unauthenticated', 'the person was logged out');
      if (ended === 'revoked' || ended === 'refused') throw refusal('unauthenticated', 'the token was refused');
      return client;
    },
    revived() {
      const some = present();
      if (some.isStopped) some.client.start();
      else if (!isConnected(some.client)) some.client.reconnect();
      some.isStopped = false;
      return some.client;
    },
    current: () => current()?.client ?? null,
    signal: () => present().over.signal,
    origin: () => current()?.origin ?? '',
  };
}

/** Holds the messenger of one identity after the other. */
function createHolder(emit: Emit) {
  let identity: Identity = {};
  let held: Held | null = null;
  let stopWatching: (() => void) | null = null;
  let moving: 'no' | 'once' | 'again' = 'no';

  /** Lets go, and takes what is at another place. Who hears of the end may already speak through the successor. */
  function moveTo(place: string, reason: string): void {
    const left = held;
    held = null;
    left?.over.abort();
    left?.release();
    try {
      if (place !== '') held = take(place, identity, emit);
    } finally {
      left?.stopTelling(reason);
    }
  }

  /** Holds what the identity means by now. Holding tells everybody who watches, this one too, who then looks once more. */
  function follow(): void {
    if (moving !== 'no') {
      moving = 'again';
      return;
    }
    try {
      do {
        moving = 'once';
        const place = placeOf(identity);
        if (held?.place !== place) moveTo(place, place === '' ? 'signed out' : 'somebody else');
      } while ((moving as 'once' | 'again') === 'again');
    } finally {
      moving = 'no';
    }
  }

  return {
    identify(said: Identity): void {
      identity = identified(identity, said);
      if (held === null || placeOf(identity) !== held.place) return;
      // The same person may have brought a newer token, which must be known before the older one is let go of.
      const { place, release } = held;
      held.release = hold(place, identity);
      release();
    },
    present(): Held {
      follow();
      if (held === null) throw refusal('unauthenticated', 'no token was given and none is kept by this browser');
      stopWatching ??= watchDefaults(follow);
      return held;
    },
    current(): Held | null {
      if (stopWatching !== null) follow();
      return held;
    },
    end(): void {
      stopWatching?.();
      stopWatching = null;
      moveTo('', 'client disconnect');
    },
  };
}

/** Holds the messenger of a place, and tells what it hears. */
function take(place: string, identity: Identity, emit: Emit): Held {
  const release = hold(place, identity);
  const client = clientAt(place);
  if (client === null) throw refusal('internal', 'there is no messenger');
  const origin = originOf(place);
  const taken: Held = {
    ...{ place, client, origin, release, over: new AbortController(), isStopped: false },
    stopTelling: bridge(client, emit, { origin, onStopped: (isStopped) => (taken.isStopped = isStopped) }),
  };
  return taken;
}

/** What is known of an identity once more was said of it: a token is not kept for another person or role. */
function identified(before: Identity, { token, url, userId, role }: Identity): Identity {
  const isAnother = isContrary(before.userId, userId) || isContrary(before.role, role);
  return {
    token: token ?? (isAnother ? undefined : before.token),
    url: url ?? before.url,
    userId: userId ?? before.userId,
    role: role ?? before.role,
  };
}

function isContrary(before: Identity['userId'], now: Identity['userId']): boolean {
  return before != null && now != null && String(before) !== String(now);
}
