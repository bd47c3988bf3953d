import { type RefObject, useEffect, useRef } from 'react';
import { useCauserie, useSelected } from '../hooks/use-causerie.ts';
import { type Thread as ThreadState, useThread } from '../hooks/use-thread.ts';
import { useNow } from '../hooks/use-now.ts';
import { useTyping } from '../hooks/use-typing.ts';
import { useSurroundings } from '../provider.tsx';
import { Avatar } from './avatar.tsx';
import { Composer } from './composer.tsx';
import { EmptyState, LoadFailure } from './empty-state.tsx';
import { BackIcon, ChatIcon } from './icons.tsx';
import { MessageLog } from './message-log.tsx';
import { ThreadSkeleton } from './skeleton.tsx';

export interface ThreadProps {
  conversationId: string;
  /** Leaves the thread; its button shows where there is room for one pane only. */
  onBack(): void;
}

/** One conversation: who it is with, what was said, and where to write. Give it `key={conversationId}`. */
export function Thread({ conversationId, onBack }: ThreadProps) {
  const thread = useThread(conversationId);
  const { strings } = useSurroundings();
  const client = useCauserie();
  const { entry, others } = thread;
  const heading = useRef<HTMLHeadingElement>(null);
  const singlePane = typeof window !== 'undefined' && window.matchMedia('(max-width: 45em)').matches;
  useEffect(() => {
    // On a phone the list has just gone: without a new home, the focus would be lost with it.
    if (singlePane) heading.current?.focus();
  }, [singlePane]);
  const names = others.map(({ name }) => name).join(', ');
  return (
    <section className="csr-thread" aria-label={names} data-testid="thread" data-conversation-id={conversationId}>
      <header className="csr-thread-header">
        <button type="button" className="csr-icon-button csr-back" onClick={onBack} data-testid="back-button">
          <BackIcon />
          <span className="csr-hidden">{strings.back}</span>
        </button>
        {others[0] !== undefined && <Whom thread={thread} names={names} headingRef={heading} />}
      </header>
      <Body thread={thread} onRetry={() => client.openConversation(conversationId)} />
      {entry !== undefined && entry.status === 'active' && (
        <Composer
          conversationId={conversationId}
          recipient={names}
          takesFocus={!singlePane}
          onSend={(text) => void thread.send(text)}
        />
      )}
      {entry !== undefined && entry.status !== 'active' && <p className="csr-closed">{strings.closed}</p>}
    </section>
  );
}

interface WhomProps {
  thread: ThreadState;
  names: string;
  headingRef: RefObject<HTMLHeadingElement | null>;
}

function Whom({ thread: { entry, others }, names, headingRef }: WhomProps) {
  const { strings, dates } = useSurroundings();
  const now = useNow();
  const [first] = others;
  const presence = useSelected((state) => (first === undefined ? undefined : state.presence[first.id]));
  const { people: typists } = useTyping(entry?.id ?? '');
  if (first === undefined) return null;
  const seen = presence?.lastSeenAt == null ? strings.away : strings.lastSeen(dates.seen(presence.lastSeenAt, now));
  const quiet = presence?.online === true ? strings.online : seen;
  return (
    <>
      <Avatar person={first} online={presence?.online === true} />
      <div className="csr-whom">
        <h2 ref={headingRef} tabIndex={-1}>
          {names}
        </h2>
        <p aria-live="polite" data-testid="thread-presence" data-typing={typists.length > 0 || undefined}>
          {typists[0] === undefined ? quiet : strings.typing(typists[0].name)}
          {entry?.subject != null && <span className="csr-whom-subject">{` · ${entry.subject}`}</span>}
        </p>
      </div>
      {entry?.subject != null && <p className="csr-subject">{entry.subject}</p>}
    </>
  );
}

function Body({ thread, onRetry }: { thread: ThreadState; onRetry(): void }) {
  const { strings } = useSurroundings();
  const { entry, lines, others } = thread;
  if (entry === undefined || entry.floorSeq === null) {
    return entry?.loadingLatest === 'failed' ? <LoadFailure onRetry={onRetry} /> : <ThreadSkeleton />;
  }
  if (lines.length === 0) {
    return (
      <EmptyState
        icon={<ChatIcon size={34} />}
        title={strings.emptyThread(others[0]?.name ?? '')}
        hint={strings.emptyThreadHint}
      />
    );
  }
  return <MessageLog thread={thread} entry={entry} />;
}
