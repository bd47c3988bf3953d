import type { RefObject } from 'react';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useNow } from '../../hooks/use-now.ts';
import type { Thread } from '../../hooks/use-thread.ts';
import { useTyping } from '../../hooks/use-typing.ts';
import { useSurroundings } from '../../provider.tsx';
import { Avatar } from '../avatar.tsx';
import { BackIcon } from '../icons.tsx';

export interface ThreadHeaderProps {
  conversationId: string;
  thread: Thread;
  names: string;
  headingRef: RefObject<HTMLHeadingElement | null>;
  onBack: (() => void) | undefined;
}

/** Who a thread is with, how to leave it, and what a host puts beside the name. */
export function ThreadHeader({ conversationId, thread, names, headingRef, onBack }: ThreadHeaderProps) {
  const { strings, slots } = useSurroundings();
  return (
    <header className="csr-thread-header">
      {onBack !== undefined && (
        <button type="button" className="csr-icon-button csr-back" onClick={onBack} data-testid="back-button">
          <BackIcon />
          <span className="csr-hidden">{strings.back}</span>
        </button>
      )}
      {thread.others[0] !== undefined && <Whom {...{ thread, names, headingRef }} />}
      {slots.ThreadActions !== undefined && thread.entry !== undefined && (
        <div className="csr-thread-actions">
          <slots.ThreadActions conversationId={conversationId} />
        </div>
      )}
    </header>
  );
}

function Whom({
  thread: { entry, others },
  names,
  headingRef,
}: Pick<ThreadHeaderProps, 'thread' | 'names' | 'headingRef'>) {
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
