import type { ThreadLine } from '@causerie/client';
import { memo } from 'react';
import { useSurroundings } from '../provider.tsx';
import { lineAt } from '../thread-items.ts';
import { AlertIcon } from './icons.tsx';
import { Ticks } from './ticks.tsx';

export interface MessageBubbleProps {
  line: ThreadLine;
  startsGroup: boolean;
  endsGroup: boolean;
  /** The last read message of mine says when: one line, where everybody looks for it. */
  readAt: string | null;
  onRetry(clientMessageId: string): void;
  onDiscard(clientMessageId: string): void;
}

/** One message of a thread, with its state; a failed one brings its own remedies. */
export const MessageBubble = memo(function MessageBubble(props: MessageBubbleProps) {
  const { line, startsGroup, endsGroup, readAt } = props;
  const { strings, dates } = useSurroundings();
  const at = lineAt(line);
  const message = line.kind === 'message' ? line.message : null;
  const mine = line.kind === 'pending' || line.mine;
  const content = message === null ? (line.kind === 'pending' ? line.pending.content : '') : message.content;
  const isSystem = message !== null && message.author === null;
  const speaker = isSystem ? strings.system : mine ? strings.you : (message?.author?.name ?? '');
  return (
    <li
      className="csr-message"
      data-testid="message"
      data-status={line.status}
      data-seq={message?.seq}
      data-mine={mine || undefined}
      data-system={isSystem || undefined}
      data-starts={startsGroup || undefined}
      data-ends={endsGroup || undefined}
    >
      <div className="csr-bubble">
        <span className="csr-hidden">{`${speaker}, `}</span>
        <span className="csr-text" data-testid="message-text" data-deleted={message?.deletedAt != null || undefined}>
          {message?.deletedAt == null ? content : strings.deleted}
        </span>
        <span className="csr-meta">
          <time dateTime={at} title={dates.full(at)}>
            {dates.time(at)}
          </time>
          {mine && <Ticks status={line.status} />}
        </span>
      </div>
      {readAt !== null && <p className="csr-read-at">{strings.readAt(dates.time(readAt))}</p>}
      {line.kind === 'pending' && line.status === 'failed' && <Remedies {...props} line={line} />}
    </li>
  );
});

type Failed = Omit<MessageBubbleProps, 'line'> & { line: Extract<ThreadLine, { kind: 'pending' }> };

function Remedies({ line, onRetry, onDiscard }: Failed) {
  const { strings } = useSurroundings();
  const { clientMessageId, failure } = line.pending;
  const reason = (failure === null ? undefined : strings.failures[failure.code]) ?? strings.failureElse;
  return (
    <div className="csr-remedies" role="alert">
      <p>
        <AlertIcon size={16} />
        <span>
          {strings.notSent} {reason}
        </span>
      </p>
      <button type="button" className="csr-link" onClick={() => onRetry(clientMessageId)} data-testid="retry-button">
        {strings.retry}
      </button>
      <button
        type="button"
        className="csr-link"
        onClick={() => onDiscard(clientMessageId)}
        data-testid="discard-button"
      >
        {strings.discard}
      </button>
    </div>
  );
}
