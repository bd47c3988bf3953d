import {
  type Causerie,
  CauserieError,
  type Failure,
  initialState,
  type SessionEnding,
  type State,
} from '@causerie/client';
import { useCallback, useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** One part of the state of a messenger that may not be there yet. `select` returns the same object while its part does not change. */
export function useStateOf<T>(client: Causerie | null, select: (state: State) => T): T {
  const read = () => select(client?.getSnapshot() ?? initialState);
  return useSyncExternalStore(client?.subscribe ?? never, read, read);
}

/** The messenger, for verbs that cannot do without one. @throws CauserieError `unauthenticated` while there is none. */
export function present(client: Causerie | null): Causerie {
  if (client !== null) return client;
  const detail = 'there is no token, or no <CauserieProvider>';
  throw new CauserieError({ code: 'unauthenticated', detail, retryable: false, requestId: null });
}

const ENDINGS: Readonly<Record<SessionEnding, Failure>> = {
  token_expired: endingAs('token_expired', 'the token ran out, and no other was given'),
  refused: endingAs('unauthenticated', 'the token is none of this server'),
  revoked: endingAs('token_revoked', 'the token was withdrawn'),
};

function endingAs(code: Failure['code'], detail: string): Failure {
  return { code, detail, retryable: false, requestId: null };
}

/** Why a session ended for good, as an error; null while it did not. */
export function failureOfEnding({ ended }: Pick<State, 'ended'>): Failure | null {
  return ended === null ? null : ENDINGS[ended];
}

/** Listens to one kind of event, again whenever the messenger changes; stable while it does not. */
export function useListen(client: Causerie | null): Causerie['on'] {
  return useCallback<Causerie['on']>((name, listener) => client?.on(name, listener) ?? (() => undefined), [client]);
}
