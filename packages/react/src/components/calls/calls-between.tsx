import { type Calls, type PastCall } from '@causerie/client/calls';
import { createValue, type Observable } from '@causerie/client';
import { useEffect, useMemo } from 'react';
import { useObservable } from '../../hooks/use-observable.ts';
import type { BetweenProps } from '../../provider.tsx';
import { CallRecord } from './call-record.tsx';
import { useNearbyCalls } from './calls-provider.tsx';

/** Calls of a conversation that are shown between its messages: its newest ones; all of them are in the history. */
const SHOWN_MAX = 50;

const NOTHING: readonly PastCall[] = [];
const never: Observable<readonly PastCall[]> = { getSnapshot: () => NOTHING, subscribe: () => () => undefined };

/** What is known of the calls of each conversation, so that all rows of a thread ask once. */
const known = new WeakMap<Calls, Map<string, Kept>>();

interface Kept extends Observable<readonly PastCall[]> {
  /** Reads again when a call ended since, or when signals pass again: some may have been missed. */
  refresh(): void;
}

function keptOf(calls: Calls, conversationId: string): Kept {
  const ofCalls = known.get(calls) ?? new Map<string, Kept>();
  known.set(calls, ofCalls);
  const kept = ofCalls.get(conversationId) ?? keep(calls, conversationId);
  ofCalls.set(conversationId, kept);
  return kept;
}

function keep(calls: Calls, conversationId: string): Kept {
  const { getSnapshot, subscribe, set } = createValue(NOTHING);
  let readFor: string | null = null;
  return {
    getSnapshot,
    subscribe,
    refresh() {
      const { lastEnded, over, signaling } = calls.getSnapshot();
      const occasion = `${signaling} ${lastEnded?.id ?? ''} ${over?.callId ?? ''}`;
      if (occasion === readFor) return;
      readFor = occasion;
      calls.history({ conversationId, limit: SHOWN_MAX }).then(
        ({ items }) => set(items),
        // The messages are what a thread is for. It is not asked again at every change of a call, of which there are many.
        () => undefined,
      );
    },
  };
}

/** The calls that took place between two messages; for the slot `Between`. Draws nothing outside of a `CallsProvider`. */
export function CallsBetween({ conversationId, after, before }: BetweenProps) {
  const calls = useNearbyCalls()?.calls ?? null;
  const kept = useMemo(() => (calls === null ? null : keptOf(calls, conversationId)), [calls, conversationId]);
  useEffect(() => {
    if (kept === null || calls === null) return undefined;
    kept.refresh();
    return calls.subscribe(kept.refresh);
  }, [calls, kept]);
  const items = useObservable(kept ?? never);
  const between = items.filter(
    ({ call: { createdAt } }) => (after === null || createdAt > after) && (before === null || createdAt <= before),
  );
  return between.toReversed().map((past) => (
    <li className="csr-between" key={past.call.id}>
      <CallRecord past={past} />
    </li>
  ));
}
