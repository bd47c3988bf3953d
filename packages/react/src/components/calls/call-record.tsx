import type { PastCall } from '@causerie/client/calls';
import type { ReactNode } from 'react';
import { asClock } from '../../hooks/use-elapsed.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useSurroundings } from '../../provider.tsx';
import { IncomingIcon, MissedIcon, OutgoingIcon } from './call-icons.tsx';
import { namesIn } from './call-words.ts';

export interface CallRecordProps {
  past: PastCall;
  /** `line` stands between messages, `row` in a list with the names. */
  look?: 'line' | 'row';
  /** What one may do with it, such as calling again. */
  children?: ReactNode;
}

/** One call that is over: which way it went, how it ended, when, and how long it was. */
export function CallRecord({ past, look = 'line', children }: CallRecordProps) {
  const { strings, dates } = useSurroundings();
  const texts = strings.calls;
  const now = useNow();
  const { call, direction, missed, durationMs, participantId } = past;
  const reason = call.endReason ?? 'completed';
  const names = call.title ?? namesIn(call, participantId);
  const kind = texts.kinds[call.kind];
  const outcome =
    missed && direction === 'incoming'
      ? texts.record.missed(kind)
      : durationMs === null
        ? texts.record.unanswered[reason](kind)
        : texts.record.lasted(kind, asClock(durationMs));
  const Icon = missed ? MissedIcon : direction === 'incoming' ? IncomingIcon : OutgoingIcon;
  return (
    <div className="csr-record" data-look={look} data-missed={missed || undefined} data-testid="call-record">
      <span className="csr-record-icon">
        <Icon size={18} />
      </span>
      <p>
        {look === 'row' && <strong className="csr-ellipsis">{names === '' ? texts.title : names}</strong>}
        <span>
          <span className="csr-hidden">{texts.directions[direction]}, </span>
          {outcome}
        </span>
        <time dateTime={call.createdAt} title={dates.full(call.createdAt)}>
          {look === 'row' ? dates.seen(call.createdAt, now) : dates.time(call.createdAt)}
        </time>
      </p>
      {children}
    </div>
  );
}
