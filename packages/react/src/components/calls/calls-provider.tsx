import { type Calls, type CallLine, type CallsState, createCalls } from '@causerie/client/calls';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';

const Context = createContext<Calls | null>(null);

export interface CallsProviderProps {
  /** Who speaks: the messenger's own line without it, or that of a guest. */
  line?: CallLine;
  children: ReactNode;
}

/** Gives the components below it the calls of the messenger's person, and listens for calls that come in. */
export function CallsProvider({ line, children }: CallsProviderProps) {
  const { client } = useSurroundings();
  const speaker = line ?? client.callLine;
  const calls = useMemo(() => createCalls({ line: speaker }), [speaker]);
  useEffect(() => {
    calls.open();
    return () => calls.close();
  }, [calls]);
  return <Context.Provider value={calls}>{children}</Context.Provider>;
}

/** The calls of the nearest provider, and their state. @throws Error outside of a provider. */
export function useCalls(): { calls: Calls; state: CallsState } {
  const calls = useContext(Context);
  if (calls === null) throw new Error('this needs a <CallsProvider> above it');
  return { calls, state: useObservable(calls) };
}
