import type { ThreadLine } from '@causerie/client';
import { memo, type ReactNode, type RefObject, useRef, useState } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { lineAt } from '../../thread-items.ts';
import { Ticks } from '../ticks.tsx';
import { Attachments } from './attachments.tsx';
import { EditedMark } from './edited-mark.tsx';
import { useLongPress } from './long-press.ts';
import { MessageActions, type Panel } from './message-actions.tsx';
import { useExpected } from './message-changes.ts';
import { DeletedText, MessageText } from './message-text.tsx';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import { ChangeRemedies, SendRemedies } from './remedies.tsx';
import { SystemMessage } from './system-message.tsx';

/** A time of 24 hours; those with a.m. and p.m. need more room beside the text. */
const SHORT_TIME_LENGTH = '14:30'.length;

export interface MessageBubbleProps {
  line: ThreadLine;
  startsGroup: boolean;
  endsGroup: boolean;
  /** The last read message of mine says when: one line, where everybody looks for it. */
  readAt: string | null;
}

type Committed = Extract<ThreadLine, { kind: 'message' }>;
type Waiting = Extract<ThreadLine, { kind: 'pending' }>;

/** One message of a thread, with everything that it shows and that can be done with it. Needs a ThreadContext above it. */
export const MessageBubble = memo(function MessageBubble({ line, startsGroup, endsGroup, readAt }: MessageBubbleProps) {
  const { strings, dates } = useSurroundings();
  const mine = line.kind === 'pending' || line.mine;
  const isSystem = line.kind === 'message' && line.message.author === null;
  return (
    <li
      className="csr-message"
      data-testid="message"
      data-status={line.status}
      data-seq={line.kind === 'message' ? line.message.seq : undefined}
      data-mine={mine || undefined}
      data-system={isSystem || undefined}
      data-starts={startsGroup || undefined}
      data-ends={endsGroup || undefined}
      data-long-time={dates.time(lineAt(line)).length > SHORT_TIME_LENGTH || undefined}
    >
      {line.kind === 'pending' ? (
        <WaitingMessage line={line} />
      ) : isSystem ? (
        <SystemMessage message={line.message} />
      ) : (
        <CommittedMessage line={line} />
      )}
      {readAt !== null && <p className="csr-read-at">{strings.readAt(dates.time(readAt))}</p>}
    </li>
  );
});

function WaitingMessage({ line }: { line: Waiting }) {
  const { pending } = line;
  const { strings } = useSurroundings();
  return (
    <>
      <div className="csr-bubble">
        <span className="csr-hidden">{`${strings.you}, `}</span>
        {pending.replyToId !== null && <Quote messageId={pending.replyToId} />}
        <Attachments attachments={pending.attachments} />
        {pending.content !== '' && <MessageText content={pending.content} />}
        <Meta line={line} />
      </div>
      {line.status === 'failed' && <SendRemedies pending={pending} />}
    </>
  );
}

function CommittedMessage({ line }: { line: Committed }) {
  const { strings } = useSurroundings();
  const { message, problem } = useExpected(line.message);
  const [panel, setPanel] = useState<Panel | null>(null);
  const [heldPointer, setHeldPointer] = useState<number | null>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const isGone = message.deletedAt !== null;
  const speaker = line.mine ? strings.you : (message.author?.name ?? '');
  const hold = (pointerId: number) => {
    setHeldPointer(pointerId);
    setPanel('menu');
  };
  const open = (next: Panel | null) => {
    setHeldPointer(null);
    setPanel(next);
  };
  return (
    <>
      <div className="csr-message-row">
        <Bubble element={bubble} onHold={isGone ? undefined : hold}>
          <span className="csr-hidden">{`${speaker}, `}</span>
          {message.replyToId !== null && !isGone && <Quote messageId={message.replyToId} />}
          {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
          {isGone ? <DeletedText /> : message.content !== '' && <MessageText content={message.content} />}
          <Meta line={line}>{message.editedAt !== null && !isGone && <EditedMark message={message} />}</Meta>
        </Bubble>
        {!isGone && <MessageActions {...{ message, panel, bubble, heldPointer }} mine={line.mine} setPanel={open} />}
      </div>
      <Reactions message={message} />
      {problem !== null && <ChangeRemedies problem={problem} />}
    </>
  );
}

interface BubbleProps {
  element: RefObject<HTMLDivElement | null>;
  onHold: ((pointerId: number) => void) | undefined;
  children: ReactNode;
}

function Bubble({ element, onHold, children }: BubbleProps) {
  const hold = useLongPress((pointerId) => onHold?.(pointerId));
  return (
    <div ref={element} className="csr-bubble" {...hold}>
      {children}
    </div>
  );
}

function Meta({ line, children }: { line: ThreadLine; children?: ReactNode }) {
  const { dates } = useSurroundings();
  const at = lineAt(line);
  return (
    <span className="csr-meta">
      {children}
      <time dateTime={at} title={dates.full(at)}>
        {dates.time(at)}
      </time>
      {(line.kind === 'pending' || line.mine) && <Ticks status={line.status} />}
    </span>
  );
}
