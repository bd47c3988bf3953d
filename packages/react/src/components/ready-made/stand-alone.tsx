import type { Causerie } from '@causerie/client';
import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';
import { CauserieProvider, useNearbySurroundings } from '../../provider.tsx';
import {
  clientAt,
  currentDefaults,
  hold,
  type Identity,
  idleClient,
  localeOf,
  placeOf,
  watchDefaults,
} from './shared-client.ts';

/** Whether there is a messenger: not yet (also on a server), there is, or nobody is signed in. */
export type Standing = 'waiting' | 'ready' | 'signed-out';

const StandingContext = createContext<Standing>('ready');

/** Whether the components here have a messenger to speak through. */
export function useStanding(): Standing {
  return useContext(StandingContext);
}

const NOBODY: Identity = {};

/** What an identity means: the shared messenger, held for as long as the component is there. */
function useShared(identity: Identity, isWanted: boolean): { client: Causerie | null; standing: Standing } {
  const { token, url, role } = identity;
  const place = useSyncExternalStore(
    watchDefaults,
    () => (isWanted ? placeOf({ token, url, role }) : ''),
    () => null,
  );
  const holdIt = useCallback(
    (held: () => void) => {
      if (place === null || place === '') return () => undefined;
      const letGo = hold(place, { token, url, role });
      // The messenger came into being just now: whoever asked for it before was told that there is none.
      held();
      return letGo;
    },
    [place, token, url, role],
  );
  const client = useSyncExternalStore(
    holdIt,
    () => (place === null ? null : clientAt(place)),
    () => null,
  );
  const standing = place === '' ? 'signed-out' : client === null ? 'waiting' : 'ready';
  return { client, standing };
}

export interface StandAloneProps extends Identity {
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
  /** Nobody is meant, whoever may be signed in: there is no messenger where the component stands alone. */
  isNobody?: boolean;
  children: ReactNode;
}

/** Gives ready-made components a messenger: that of the provider around them, else the one that is shared by all that stand alone. */
export function StandAlone({ locale, isNobody = false, children, ...identity }: StandAloneProps) {
  const nearby = useNearbySurroundings();
  const { client, standing } = useShared(identity, nearby === null && !isNobody);
  const spoken = useSyncExternalStore(
    watchDefaults,
    () => localeOf(locale ?? undefined),
    () => locale ?? 'fr',
  );
  const { strings } = useSyncExternalStore(watchDefaults, currentDefaults, currentDefaults);
  if (nearby !== null) return children;
  return (
    <StandingContext.Provider value={standing}>
      <CauserieProvider client={client ?? idleClient()} locale={spoken} strings={strings}>
        {children}
      </CauserieProvider>
    </StandingContext.Provider>
  );
}

/**
 * The messenger for hooks that work with and without a provider: without one, the shared messenger of whoever `configureCauserie`
 * or the browser's storage names. Null before there is one, on a server, and while nobody is signed in.
 */
export function useMessenger(): Causerie | null {
  const nearby = useNearbySurroundings();
  const standing = useStanding();
  const { client } = useShared(NOBODY, nearby === null);
  if (nearby === null) return client;
  return standing === 'ready' ? nearby.client : null;
}
