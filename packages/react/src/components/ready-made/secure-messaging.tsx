import type { Failure } from '@causerie/client';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useConnection } from '../../hooks/use-connection.ts';
import { useSurroundings } from '../../provider.tsx';
import { ConnectionNotice } from '../connection-notice.tsx';
import { EmptyState } from '../empty-state.tsx';
import { LinkOffIcon } from '../icons.tsx';
import { ThreadSkeleton } from '../skeleton.tsx';
import { FootConnection } from './bar-connection.tsx';
import { type ContextType, type GivenId, useContextConversation } from './context-conversation.ts';
import { OpenThread } from './open-thread.tsx';
import { SignedOut } from './panes.tsx';
import type { Identity } from './shared-client.ts';
import { StandAlone, useStanding } from './stand-alone.tsx';

export interface SecureMessagingProps extends Identity {
  /** What the conversation is about. */
  contextType: ContextType;
  /** Its id: of the conversation, of the appointment, or of the other person in the host's system. */
  contextId: GivenId;
  /** Adds a way back, where there is one. */
  onBack?: (() => void) | null | undefined;
  locale?: string | null | undefined;
}

/** One thread in the host's page: that of an appointment, of a patient's file, of a person. It fills what it stands in. */
export function SecureMessaging({ locale, contextType, contextId, onBack, ...identity }: SecureMessagingProps) {
  return (
    <StandAlone {...identity} locale={locale}>
      <section className="csr-ready csr-embedded" data-testid="secure-messaging">
        <ContextThread type={contextType} id={contextId} onBack={onBack ?? undefined} />
        <FootConnection />
      </section>
    </StandAlone>
  );
}

export interface ContextThreadProps {
  type: ContextType;
  id: GivenId;
  onBack?: (() => void) | undefined;
}

/** The thread that a context means, from looking for it to writing in it. */
export function ContextThread({ type, id, onBack }: ContextThreadProps) {
  const client = useCauserie();
  const standing = useStanding();
  const { conversationId, failure, retry } = useContextConversation(standing === 'ready' ? client : null, type, id);
  const { ended } = useConnection();
  if (standing === 'signed-out' || ended !== null) return <SignedOut />;
  if (failure !== null) return <OpenFailure failure={failure} onRetry={retry} />;
  if (conversationId === null) return <ThreadSkeleton />;
  return (
    <>
      <ConnectionNotice />
      <OpenThread conversationId={conversationId} onBack={onBack} />
    </>
  );
}

function OpenFailure({ failure, onRetry }: { failure: Failure; onRetry(): void }) {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const hint = strings.failures[failure.code] ?? (failure.retryable ? text.openFailedHint : strings.failureElse);
  return (
    <div role="alert" className="csr-fill">
      <EmptyState icon={<LinkOffIcon size={28} />} title={text.openFailed} hint={hint}>
        {failure.retryable && (
          <button type="button" className="csr-button" onClick={onRetry}>
            {strings.retry}
          </button>
        )}
      </EmptyState>
    </div>
  );
}
