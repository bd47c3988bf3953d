import { heldTop } from '@causerie/client';
import { type ReactNode, type Ref, useEffect, useMemo, useRef, useState } from 'react';
import { useCauserie } from '../hooks/use-causerie.ts';
import { type Thread as ThreadState, useThread } from '../hooks/use-thread.ts';
import { useSurroundings } from '../provider.tsx';
import { Composer } from './composer/composer.tsx';
import { EmptyState, LoadFailure } from './empty-state.tsx';
import { ChatIcon } from './icons.tsx';
import { type LogHandle, MessageLog } from './message-log.tsx';
import { useLandmarkName } from './ready-made/landmark-name.ts';
import { ThreadSkeleton } from './skeleton.tsx';
import { Arrivals } from './thread/arrivals.tsx';
import { type ComposerTarget, ThreadContext, type ThreadContextValue } from './thread/thread-context.ts';
import { Between } from './thread/thread-row.tsx';
import { ThreadHeader } from './thread/thread-header.tsx';

export interface ThreadProps {
  conversationId: string;
  /** Leaves the thread; its button shows where there is room for one pane only, and not without this. */
  onBack?: (() => void) | undefined;
  /** Begins at this message, which is marked for a moment; another number later goes there. */
  jumpToSeq?: number | undefined;
}

/** One conversation: who it is with, what was said, and where to write. Give it `key={conversationId}`. */
export function Thread({ conversationId, onBack, jumpToSeq }: ThreadProps) {
  const thread = useThread(conversationId);
  const { strings } = useSurroundings();
  const { entry, others } = thread;
  const heading = useRef<HTMLHeadingElement>(null);
  const log = useRef<LogHandle>(null);
  const singlePane = typeof window !== 'undefined' && window.matchMedia('(max-width: 45em)').matches;
  useEffect(() => {
    // On a phone the list has just gone: without a new home, the focus would be lost with it.
    if (singlePane) heading.current?.focus();
  }, [singlePane]);
  const begun = useRef(jumpToSeq);
  useEffect(() => {
    if (jumpToSeq !== undefined && jumpToSeq !== begun.current) log.current?.jumpTo(jumpToSeq);
    begun.current = jumpToSeq;
  }, [jumpToSeq]);
  const names = others.map(({ name }) => name).join(', ');
  const name = useLandmarkName(names);
  return (
    <section className="csr-thread" aria-label={name} data-testid="thread" data-conversation-id={conversationId}>
      <ThreadHeader {...{ conversationId, thread, names, onBack }} headingRef={heading} />
      <Within thread={thread} log={log}>
        <Body thread={thread} log={log} jumpToSeq={jumpToSeq} />
        {entry !== undefined && entry.status === 'active' && (
          <Composer conversationId={conversationId} recipient={names} takesFocus={!singlePane} />
        )}
      </Within>
      {entry !== undefined && entry.status !== 'active' && <p className="csr-closed">{strings.closed}</p>}
    </section>
  );
}

interface WithinProps {
  thread: ThreadState;
  log: { readonly current: LogHandle | null };
  children: ReactNode;
}

/** Tells the parts of the thread of each other, as soon as it is known. */
function Within({ thread: { entry, me, others }, log, children }: WithinProps) {
  const [target, setTarget] = useState<ComposerTarget | null>(null);
  const value = useMemo((): ThreadContextValue | null => {
    if (entry === undefined || me === null) return null;
    return { entry, me, others, target, setTarget, jumpTo: (seq) => log.current?.jumpTo(seq) };
  }, [entry, me, others, target, log]);
  return <ThreadContext.Provider value={value}>{children}</ThreadContext.Provider>;
}

interface BodyProps {
  thread: ThreadState;
  log: Ref<LogHandle>;
  jumpToSeq: number | undefined;
}

function Body({ thread, log, jumpToSeq }: BodyProps) {
  const { strings } = useSurroundings();
  const client = useCauserie();
  const { entry, me, others } = thread;
  if (entry === undefined || me === null || entry.floorSeq === null) {
    const retry = () => client.openConversation(entry?.id ?? null);
    return entry?.loadingLatest === 'failed' ? <LoadFailure onRetry={retry} /> : <ThreadSkeleton />;
  }
  const isEmpty = heldTop(entry) === 0 && entry.pending.length === 0;
  return (
    <>
      {isEmpty ? (
        <EmptyState
          icon={<ChatIcon size={34} />}
          title={strings.emptyThread(others[0]?.name ?? '')}
          hint={strings.emptyThreadHint}
        >
          <ol className="csr-before-words">
            <Between after={null} before={null} />
          </ol>
        </EmptyState>
      ) : (
        <MessageLog thread={thread} entry={entry} me={me} startSeq={jumpToSeq} handle={log} />
      )}
      <Arrivals entry={entry} me={me} />
    </>
  );
}
