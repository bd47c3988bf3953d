import type { Failure } from '../error.ts';

/** A session of the leading tab, as the others take part in it. `ready` is the server's `session.ready`. */
export interface SharedSession {
  socketId: string;
  transport: string;
  ready: { expiresAt: string };
}

/** What a tab that follows says. `knows` is the socket that it takes part in already. */
export type Followed =
  | { kind: 'hello'; tab: string; knows: string | null }
  | { kind: 'ask'; tab: string; id: number; event: string; payload: unknown }
  | { kind: 'tell'; event: string; payload: unknown };

/** What the tab that leads says; with `to`, to one tab only. `leader` is another one each time that somebody begins to lead. */
export type Led = { leader: string; to?: string } & (
  | { kind: 'here' }
  | { kind: 'lost' }
  | ({ kind: 'session' } & SharedSession)
  | { kind: 'event'; name: string; payload: unknown }
  | { kind: 'answer'; id: number; result: unknown }
  | { kind: 'refusal'; id: number; failure: Failure; retryAfterMs: number | null }
);

/** Everything that tabs say to each other. */
export type Spoken = Followed | Led;
