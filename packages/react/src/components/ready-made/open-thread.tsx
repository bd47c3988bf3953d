import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { EmptyState } from '../empty-state.tsx';
import { ChatIcon } from '../icons.tsx';
import { ThreadSkeleton } from '../skeleton.tsx';
import { Thread } from '../thread.tsx';
import { useStanding } from './stand-alone.tsx';
import { useOpened } from './use-opened.ts';

/** Where in a thread to begin: at a message, and which request of its kind this is. */
export interface Jump {
  seq: number;
  count: number;
}

export interface OpenThreadProps {
  conversationId: string;
  jump?: Jump | null;
  onBack?: (() => void) | undefined;
}

/** A thread that opens itself: loads its conversation, and says when that is not there. */
export function OpenThread({ conversationId, jump = null, onBack }: OpenThreadProps) {
  const client = useCauserie();
  const standing = useStanding();
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const opened = useOpened(standing === 'ready' ? client : null, conversationId);
  if (opened === 'gone') {
    return (
      <EmptyState icon={<ChatIcon size={34} />} title={text.goneTitle} hint={text.goneHint}>
        {onBack !== undefined && (
          <button type="button" className="csr-button csr-button-quiet" onClick={onBack}>
            {strings.back}
          </button>
        )}
      </EmptyState>
    );
  }
  if (opened === 'opening') return <ThreadSkeleton />;
  // A second request for the same message is a new one.
  const key = `${conversationId} ${jump?.count ?? 0}`;
  return <Thread key={key} conversationId={conversationId} onBack={onBack} jumpToSeq={jump?.seq} />;
}
