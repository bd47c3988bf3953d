import type { CallStats, PastCall } from '@causerie/client/calls';
import { useId, useState } from 'react';
import { useCallObstacle } from '../../hooks/use-call-obstacle.ts';
import { asClock } from '../../hooks/use-elapsed.ts';
import { usePastCalls } from '../../hooks/use-past-calls.ts';
import { useWebRTC } from '../../hooks/use-web-rtc.ts';
import { useSurroundings } from '../../provider.tsx';
import { LoadFailure } from '../empty-state.tsx';
import { ChatIcon } from '../icons.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { CameraIcon, PhoneIcon } from './call-icons.tsx';
import { CallRecord } from './call-record.tsx';

export interface CallHistoryProps {
  /** Only the calls of one conversation. */
  conversationId?: string;
  /** Opens the thread of a call; its buttons show where this is given. */
  onOpenConversation?(conversationId: string): void;
  /** Shows the figures of the last 30 days. */
  withStatistics?: boolean;
}

/** My calls, newest first: all of them, or those that I missed. */
export function CallHistory({ conversationId, onOpenConversation, withStatistics = false }: CallHistoryProps) {
  const { strings } = useSurroundings();
  const texts = strings.calls;
  const titleId = useId();
  const [missed, setMissed] = useState(false);
  const past = usePastCalls({ missed, ...(conversationId === undefined ? {} : { conversationId }) });
  const { items, failure, retry } = past;
  return (
    <section className="csr-call-history" aria-labelledby={titleId} data-testid="call-history">
      <header>
        <h2 id={titleId}>{texts.historyTitle}</h2>
        <fieldset className="csr-call-choice" aria-labelledby={titleId}>
          <button type="button" aria-pressed={!missed} onClick={() => setMissed(false)}>
            {texts.historyAll}
          </button>
          <button type="button" aria-pressed={missed} onClick={() => setMissed(true)} data-testid="call-history-missed">
            {texts.historyMissed}
          </button>
        </fieldset>
      </header>
      {withStatistics && past.statistics !== null && <Figures statistics={past.statistics} />}
      {failure !== null && items === null && <LoadFailure onRetry={retry} />}
      {failure === null && items === null && <ListSkeleton />}
      {items?.length === 0 && <p className="csr-dialog-none">{missed ? texts.historyNoneMissed : texts.historyNone}</p>}
      {items !== null && items.length > 0 && (
        <ol>
          {items.map((one) => (
            <li key={one.call.id}>
              <Row past={one} onOpenConversation={onOpenConversation} />
            </li>
          ))}
        </ol>
      )}
      {past.hasMore && (
        <button
          type="button"
          className="csr-button csr-button-quiet"
          onClick={past.more}
          aria-disabled={past.isLoading}
        >
          {past.isLoading ? strings.loading : texts.historyMore}
        </button>
      )}
    </section>
  );
}

interface RowProps {
  past: PastCall;
  onOpenConversation: ((conversationId: string) => void) | undefined;
}

function Row({ past, onOpenConversation }: RowProps) {
  const texts = useSurroundings().strings.calls;
  const { startCall } = useWebRTC();
  const { conversationId, kind, mode } = past.call;
  const obstacle = useCallObstacle(conversationId ?? undefined);
  const Icon = kind === 'video' ? CameraIcon : PhoneIcon;
  return (
    <CallRecord past={past} look="row">
      {conversationId !== null && (
        <span className="csr-record-actions">
          {onOpenConversation !== undefined && (
            <button type="button" className="csr-icon-button" onClick={() => onOpenConversation(conversationId)}>
              <ChatIcon />
              <span className="csr-hidden">{texts.openThread}</span>
            </button>
          )}
          {mode === 'ring' && obstacle === null && (
            <button
              type="button"
              className="csr-icon-button"
              onClick={() => void startCall({ conversationId, kind })}
              data-testid="call-history-again"
            >
              <Icon />
              <span className="csr-hidden">{texts.callAgain}</span>
            </button>
          )}
        </span>
      )}
    </CallRecord>
  );
}

function Figures({ statistics: { total, answered, missed, durationMs } }: { statistics: CallStats }) {
  const texts = useSurroundings().strings.calls;
  const figures = [
    [texts.figures.total, String(total)],
    [texts.figures.answered, String(answered)],
    [texts.figures.missed, String(missed)],
    [texts.figures.mean, asClock(durationMs.mean)],
  ] as const;
  return (
    <dl className="csr-call-figures" aria-label={texts.figures.title}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
