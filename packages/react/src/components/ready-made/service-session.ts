import type { Causerie } from '@causerie/client';
import { refusal } from './common.ts';
import { bridge, type Emit } from './service-events.ts';
import { clientAt, hold, type Identity, placeOf, watchDefaults } from './shared-client.ts';

/** Something to do with a messenger; `signal` aborts when it is let go of. */
type Work<T> = (client: Causerie, signal: AbortSignal) => Promise<T>;

/** The shared messenger of whoever is signed in, for as long as the service wants one. */
export interface Session {
  /** Says who is meant from now on. What is not said again stays, but a token does not outlive its person. */
  identify(identity: Identity): void;
  /** The messenger, held from now on until `end`. @throws CauserieError `unauthenticated` without a token, or once it was withdrawn. */
  client(): Causerie;
  /**
   * Does something with it, all of it with the same one. Rejects as `client` throws, and with `unauthenticated` when the messenger is
   * let go of before it is done: somebody else signed in, or nobody is left.
   */
  run<T>(work: Work<T>): Promise<T>;
  /** The same, also where the session of the person ended. */
  runAnyway<T>(work: Work<T>): Promise<T>;
  /** The messenger if one is held; it never throws. */
  current(): Causerie | null;
  /** Lets go. */
  end(): void;
}

interface Held {
  place: string;
  client: Causerie;
  release: () => void;
  stopTelling: (reason: string) => void;
  over: AbortController;
}

/** Builds the session; what its messengers hear is told through `emit`, whichever of them hears it. */
export function createSession(emit: Emit): Session {
  const { identify, present, current, end } = createHolder(emit);
  const unended = (): Held => {
    const held = present();
    const { ended } = held.client.getSnapshot();
    if (ended === 'revoked' || ended === 'refused') {
      throw refusal('unauthenticated', 'the person was logged out, or the token was refused');
    }
    return held;
  };
  return {
    identify,
    end,
    client: () => unended().client,
    run: async (work) => whileHeld(unended(), work),
    runAnyway: async (work) => whileHeld(present(), work),
    current: () => current()?.client ?? null,
  };
}

async function whileHeld<T>({ client, over: { signal } }: Held, work: Work<T>): Promise<T> {
  let stop: () => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    const tell = () => reject(refusal('unauthenticated', 'the messenger was let go of before it was done'));
    signal.addEventListener('abort', tell);
    stop = () => signal.removeEventListener('abort', tell);
  });
  try {
    return await Promise.race([work(client, signal), gone]);
  } finally {
    stop();
  }
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
  return { place, client, release, over: new AbortController(), stopTelling: bridge(client, emit) };
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
