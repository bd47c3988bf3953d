import type { CallLine, Calls, CallsState } from '@causerie/client/calls';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { CallSounds } from './call-sounds.tsx';
import { type CallSurroundings, callsOver, holdCalls } from './shared-calls.ts';
import { createStage } from './stage.ts';

const Context = createContext<CallSurroundings | null>(null);

export interface CallsProviderProps {
  /** Who speaks: the messenger's own line without it, or that of a guest. */
  line?: CallLine;
  /** Calls that the host made, opens and closes; without it those of the line, which all providers share, and which live as long as one does. */
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
  useEffect(() => (given === undefined ? holdCalls(speaker) : undefined), [given, speaker]);
  const value = useMemo(
    () => (given === undefined ? callsOver(speaker) : { calls: given, line: speaker, stage: createStage() }),
    [given, speaker],
  );
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
