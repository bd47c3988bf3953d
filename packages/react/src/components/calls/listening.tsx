import type { ReactNode } from 'react';
import { StandAlone, type StandAloneProps } from '../ready-made/stand-alone.tsx';
import { CallsProvider, useNearbyCalls } from './calls-provider.tsx';

/** The calls of the provider around it; without one those of whoever is meant, which everything that stands alone on the page shares. */
export function Listening({ children, ...person }: StandAloneProps) {
  return (
    <StandAlone {...person}>
      <Heard>{children}</Heard>
    </StandAlone>
  );
}

function Heard({ children }: { children: ReactNode }) {
  return useNearbyCalls() === null ? <CallsProvider>{children}</CallsProvider> : children;
}
