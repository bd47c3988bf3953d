import { type Causerie, type Failure, initialState, type SessionEnding, type State } from '@causerie/client';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { refusal } from './common.ts';

const never = () => () => undefined;

/** One part of the state of a messenger that may not be there yet. `select` returns the same object while its part does not change. */
export function useStateOf<T>(client: Causerie | null, select: (state: State) => T): T {
  const read = () => select(client?.getSnapshot() ?? initialState);
  return useSyncExternalStore(client?.subscribe ?? never, read, read);
}

/** The messenger, for verbs that cannot do without one. @throws CauserieError `unauthenticated` while there is none. */
export function present(client: Causerie | null): Causerie {
  if (client !== null) return client;
  throw refusal('unauthenticated', 'there is no token, or no <CauserieProvider>');
}

const ENDINGS: Readonly<Record<SessionEnding, Failure>> = {
  token_expired: refusal('token_expired', 'the token ran out, and no other was given').failure,
  refused: refusal('unauthenticated', 'the token is none of this server').failure,
  revoked: refusal('token_revoked', 'the token was withdrawn').failure,
};

/** Why a session ended for good, as an error; null while it did not. */
export function failureOfEnding({ ended }: Pick<State, 'ended'>): Failure | null {
  return ended === null ? null : ENDINGS[ended];
}

/**
 * Forgets what a component keeps of one person once the messenger of another takes the place of theirs. What was chosen before there was
 * any messenger stays. `forget` is called while rendering and only sets state of the same component.
 */
export function useForgetting(client: Causerie | null, forget: () => void): void {
  const [known, setKnown] = useState(client);
  if (client === null || client === known) return;
  setKnown(client);
  if (known !== null) forget();
}

/** Listens to one kind of event, again whenever the messenger changes; stable while it does not. */
export function useListen(client: Causerie | null): Causerie['on'] {
  return useCallback<Causerie['on']>((name, listener) => client?.on(name, listener) ?? (() => undefined), [client]);
}
