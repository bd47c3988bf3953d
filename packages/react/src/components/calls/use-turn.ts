import { createContext, useContext, useEffect, useState } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import { useCallSurroundings } from './calls-provider.tsx';
import { standInLine, type Turn, whoseTurn } from './stage.ts';

/** Whether what stands here was brought along by another component. */
export const Brought = createContext(false);

/**
 * Whether it is on this component to show, or to sound, what several on the page would: the first that came does, and the next when it
 * goes. One ring, one window, however many buttons bring them.
 */
export function useTurn(what: Turn): boolean {
  const { stage } = useCallSurroundings();
  const state = useObservable(stage);
  const isBrought = useContext(Brought);
  const [who] = useState(() => Symbol(what));
  useEffect(() => standInLine(stage, what, { who, isBrought }), [stage, what, who, isBrought]);
  return whoseTurn(state, what) === who;
}
