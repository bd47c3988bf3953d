import { type Calls, type CallLine, type CallsState, createCalls } from '@causerie/client/calls';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallSounds } from './call-sounds.tsx';
import { createStage, type Stage } from './stage.ts';

/** What the screens of calls are given. */
interface CallSurroundings {
  calls: Calls;
  line: CallLine;
  stage: Stage;
}

const Context = createContext<CallSurroundings | null>(null);

export interface CallsProviderProps {
  /** Who speaks: the messenger's own line without it, or that of a guest. */
  line?: CallLine;
  /** Calls that the host made, opens and closes; without it they live as long as the provider. */
  calls?: Calls;
  children: ReactNode;
}

/**
 * Gives the components below it the calls of the messenger's person, and listens for calls that come in. It plays the sound of
 * a call, so that the call goes on whichever screen is shown; it draws nothing.
 */
export function CallsProvider({ line, calls: given, children }: CallsProviderProps) {
  const { client } = useSurroundings();
  const speaker = line ?? client.callLine;
  const calls = useMemo(() => given ?? createCalls({ line: speaker }), [given, speaker]);
  useEffect(() => {
    if (given !== undefined) return undefined;
    calls.open();
    return () => calls.close();
  }, [calls, given]);
  const value = useMemo(() => ({ calls, line: speaker, stage: createStage() }), [calls, speaker]);
  return (
    <Context.Provider value={value}>
      {children}
      <CallSounds />
    </Context.Provider>
  );
}

/** What the nearest provider gives. @throws Error outside of a provider. */
export function useCallSurroundings(): CallSurroundings {
  const value = useContext(Context);
  if (value === null) throw new Error('this needs a <CallsProvider> above it');
  return value;
}

/** What the nearest provider gives; null outside of one. */
export function useNearbyCalls(): CallSurroundings | null {
  return useContext(Context);
}

/** The calls of the nearest provider, and their state. @throws Error outside of a provider. */
export function useCalls(): { calls: Calls; state: CallsState } {
  const { calls } = useCallSurroundings();
  return { calls, state: useObservable(calls) };
}
