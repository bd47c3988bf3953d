import type { ThreadLine } from '@causerie/client';
import { memo } from 'react';
import { useNow } from '../../hooks/use-now.ts';
import { useSurroundings } from '../../provider.tsx';
import { lineAt } from '../../thread-items.ts';
import { MessageBubble } from '../message/message-bubble.tsx';
import { useThreadContext } from './thread-context.ts';

export interface ThreadRowProps {
  line: ThreadLine;
  /** The instant whose day is written above the line. */
  day: string | null;
  /** Whether the "new messages" line stands above it. */
  divides: boolean;
  startsGroup: boolean;
  endsGroup: boolean;
  readAt: string | null;
  /** When the next line was written: null after the last one, undefined where that is not known. */
  nextAt: string | null | undefined;
}

/** A message with what stands above it. */
export const ThreadRow = memo(function ThreadRow({
  line,
  day,
  divides,
  startsGroup,
  endsGroup,
  readAt,
  nextAt,
}: ThreadRowProps) {
  const { strings } = useSurroundings();
  return (
    <>
      {day !== null && <Day at={day} />}
      {divides && (
        <li className="csr-unread-divider" data-testid="unread-divider">
          <span>{strings.unreadDivider}</span>
        </li>
      )}
      <MessageBubble {...{ line, startsGroup, endsGroup, readAt }} />
      {nextAt !== undefined && <Between after={lineAt(line)} before={nextAt} />}
    </>
  );
});

/** What the host, or a call, has to say of the time between two messages. */
export function Between({ after, before }: { after: string | null; before: string | null }) {
  const { slots } = useSurroundings();
  const { entry } = useThreadContext();
  return slots.Between === undefined ? null : <slots.Between conversationId={entry.id} {...{ after, before }} />;
}

function Day({ at }: { at: string }) {
  const { dates } = useSurroundings();
  const now = useNow();
  return (
    <li className="csr-day">
      <time dateTime={at}>{dates.day(at, now)}</time>
    </li>
  );
}

/** Widths of messages that are not there yet, in percent: any seq has its own, so that scrolling does not make them flicker. */
const SKELETON_WIDTHS = [46, 30, 38, 52, 28, 61, 34];

/** The place of a message that is on its way; as high as most messages are. */
export const SkeletonRow = memo(function SkeletonRow({ seq }: { seq: number }) {
  const width = SKELETON_WIDTHS[seq % SKELETON_WIDTHS.length] ?? 40;
  return (
    <li
      className="csr-message csr-row-skeleton"
      aria-hidden="true"
      data-mine={seq % 5 > 2 || undefined}
      data-testid="message-skeleton"
    >
      <span className="csr-skeleton csr-skeleton-bubble" style={{ inlineSize: `${width}%` }} />
    </li>
  );
});

/** How the conversation began. Nothing where the rows begin further down. */
export const StartRow = memo(function StartRow({ createdAt, nextAt }: StartRowProps) {
  const { strings, dates } = useSurroundings();
  return (
    <>
      <li className="csr-log-start" data-testid="thread-start">
        {createdAt !== null && strings.conversationStart(dates.date(createdAt))}
      </li>
      {createdAt !== null && nextAt !== undefined && <Between after={null} before={nextAt} />}
    </>
  );
});

interface StartRowProps {
  createdAt: string | null;
  nextAt: string | null | undefined;
}

/** Three quiet dots where the message will be; the words stand in the header, where they are announced. */
export function TypingDots() {
  return (
    <div className="csr-dots" aria-hidden="true" data-testid="typing-dots">
      <span />
      <span />
      <span />
    </div>
  );
}
