import { myMarkers, type ThreadLine } from '@causerie/client';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useAttention } from '../hooks/use-attention.ts';
import { useNow } from '../hooks/use-now.ts';
import type { Thread } from '../hooks/use-thread.ts';
import { useThreadScroll } from '../hooks/use-thread-scroll.ts';
import { useTyping } from '../hooks/use-typing.ts';
import { useUnreadDivider } from '../hooks/use-unread-divider.ts';
import { useSurroundings } from '../provider.tsx';
import { type ThreadItem, threadItems } from '../thread-items.ts';
import { DownIcon } from './icons.tsx';
import { MessageBubble } from './message-bubble.tsx';

type Entry = NonNullable<Thread['entry']>;

/** The scrolling log of an opened thread. Marks as read what is in view while the person looks. */
export function MessageLog({ thread, entry }: { thread: Thread; entry: Entry }) {
  const { strings, dates } = useSurroundings();
  const { lines, me, others, hasOlder, loadOlder, markRead, retry, discard } = thread;
  const scroller = useRef<HTMLDivElement>(null);
  const looking = useAttention();
  const readSeq = me === null ? 0 : (myMarkers(entry, me.id)?.readSeq ?? 0);
  const dividerAfter = useUnreadDivider(entry.id, readSeq, entry.counted.unread, looking);
  const items = useMemo(() => threadItems(lines, dividerAfter, dates.dayKey), [lines, dividerAfter, dates]);
  const { people: typists } = useTyping(entry.id);

  const last = lines.at(-1);
  const nearTop = useCallback(() => {
    if (hasOlder) loadOlder();
  }, [hasOlder, loadOlder]);
  const edges = { firstKey: lines[0]?.key, lastKey: last?.key, lastIsMine: last?.kind === 'pending' };
  const { atEnd, onScroll, toEnd, seenSeq } = useThreadScroll(scroller, edges, nearTop);

  const readWhatIsSeen = useCallback(() => {
    if (looking) markRead(seenSeq());
  }, [looking, markRead, seenSeq]);
  useEffect(readWhatIsSeen, [readWhatIsSeen, lines]);

  const readAt = useMemo(() => lastReadAt(lines, entry, me?.id), [lines, entry, me]);
  const { unread } = entry.counted;
  return (
    <div className="csr-log-frame">
      <div
        className="csr-log"
        ref={scroller}
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-busy={entry.loadingOlder === 'loading'}
        aria-label={strings.messagesWith(others.map(({ name }) => name).join(', '))}
        // A region that scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-testid="thread-log"
        onScroll={() => {
          onScroll();
          readWhatIsSeen();
        }}
      >
        {hasOlder ? (
          <button type="button" className="csr-button csr-button-quiet" onClick={loadOlder} data-testid="load-older">
            {entry.loadingOlder === 'loading' ? strings.loading : strings.loadOlder}
          </button>
        ) : (
          <p className="csr-log-start">{strings.conversationStart(dates.date(entry.createdAt))}</p>
        )}
        <LogLines items={items} readAt={readAt} onRetry={retry} onDiscard={discard} />
        {typists.length > 0 && <TypingDots />}
      </div>
      {!atEnd && (
        <button type="button" className="csr-jump" onClick={toEnd} data-testid="jump-to-latest">
          <DownIcon size={18} />
          <span className={unread > 0 ? undefined : 'csr-hidden'}>
            {unread > 0 ? strings.newMessages(unread) : strings.jumpToLatest}
          </span>
        </button>
      )}
    </div>
  );
}

interface LogLinesProps {
  items: readonly ThreadItem[];
  readAt: { key: string; at: string } | null;
  onRetry(clientMessageId: string): void;
  onDiscard(clientMessageId: string): void;
}

function LogLines({ items, readAt, onRetry, onDiscard }: LogLinesProps) {
  const { strings, dates } = useSurroundings();
  const now = useNow();
  return (
    <ol>
      {items.map((item) => {
        if (item.kind === 'day') {
          return (
            <li className="csr-day" key={item.key}>
              <time dateTime={item.at}>{dates.day(item.at, now)}</time>
            </li>
          );
        }
        if (item.kind === 'unread') {
          return (
            <li className="csr-unread-divider" key={item.key} data-unread-divider data-testid="unread-divider">
              <span>{strings.unreadDivider}</span>
            </li>
          );
        }
        const { line, startsGroup, endsGroup } = item;
        const shownReadAt = item.key === readAt?.key ? readAt.at : null;
        return (
          <MessageBubble
            key={item.key}
            {...{ line, startsGroup, endsGroup, onRetry, onDiscard }}
            readAt={shownReadAt}
          />
        );
      })}
    </ol>
  );
}

/** Three quiet dots where the message will be; the words stand in the header, where they are announced. */
function TypingDots() {
  return (
    <div className="csr-dots" aria-hidden="true" data-testid="typing-dots">
      <span />
      <span />
      <span />
    </div>
  );
}

/** When the last line was read, if it is mine and everybody read it; the latest of the markers that reached it. */
function lastReadAt(lines: readonly ThreadLine[], entry: Entry, myId: string | undefined) {
  const last = lines.at(-1);
  if (last?.kind !== 'message' || !last.mine || last.status !== 'read') return null;
  const times = entry.markers.filter(({ person }) => person.id !== myId).map((markers) => markers.readAt ?? '');
  const at = times.toSorted().at(-1) ?? '';
  return at === '' ? null : { key: last.key, at };
}
