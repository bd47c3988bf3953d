import { type ReactNode, useMemo } from 'react';
import { CauserieProvider, useSurroundings } from '../../provider.tsx';
import { CallActions } from './call-button.tsx';
import { CallsBetween } from './calls-between.tsx';
import { CallsProvider, useNearbyCalls } from './calls-provider.tsx';
import { IncomingCall } from './incoming-call.tsx';
import { Brought } from './use-turn.ts';
import { VideoCallWindow } from './video-call-window.tsx';

/** The calls of the provider around it, or those of the messenger's person with everything that shows them. */
export function WithCalls({ children }: { children: ReactNode }) {
  const nearby = useNearbyCalls();
  if (nearby !== null) return children;
  return (
    <CallsProvider>
      {children}
      <Brought.Provider value>
        <IncomingCall />
        <VideoCallWindow />
      </Brought.Provider>
    </CallsProvider>
  );
}

export interface BringCallsProps {
  /** False adds nothing. */
  isOn: boolean;
  children: ReactNode;
}

/**
 * Adds calls to messages: buttons at the head of a thread, what became of calls between its messages, who is calling, and the window
 * of the call. Places that the host filled stay the host's, and below a `CallsProvider` of the host nothing is added.
 */
export function BringCalls({ isOn, children }: BringCallsProps) {
  const nearby = useNearbyCalls();
  if (!isOn || nearby !== null) return children;
  return (
    <WithCalls>
      <WithSlots>{children}</WithSlots>
    </WithCalls>
  );
}

const OURS = { ThreadActions: CallActions, Between: CallsBetween };

function WithSlots({ children }: { children: ReactNode }) {
  const { client, locale, strings, slots } = useSurroundings();
  const filled = useMemo(() => ({ ...OURS, ...slots }), [slots]);
  return (
    <CauserieProvider client={client} locale={locale} strings={strings} slots={filled}>
      {children}
    </CauserieProvider>
  );
}
