import type { Failure, PendingMessage } from '@causerie/client';
import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { AlertIcon } from '../icons.tsx';
import { useThreadContext } from '../thread/thread-context.ts';
import type { ChangeProblem } from './message-changes.ts';

/** A message that was not sent: why, and what can be done. */
export function SendRemedies({ pending }: { pending: PendingMessage }) {
  const { strings } = useSurroundings();
  const client = useCauserie();
  const { entry } = useThreadContext();
  const { clientMessageId, failure } = pending;
  const reason = (failure === null ? undefined : strings.failures[failure.code]) ?? strings.failureElse;
  return (
    <div className="csr-remedies">
      <Explanation>{`${strings.notSent} ${reason}`}</Explanation>
      <button
        type="button"
        className="csr-link"
        onClick={() => client.retry(entry.id, clientMessageId)}
        data-testid="retry-button"
      >
        {strings.retry}
      </button>
      <button
        type="button"
        className="csr-link"
        onClick={() => client.discard(entry.id, clientMessageId)}
        data-testid="discard-button"
      >
        {strings.discard}
      </button>
    </div>
  );
}

/** A change of a message that was refused, after it had been shown. */
export function ChangeRemedies({ problem: { verb, failure, again, dismiss } }: { problem: ChangeProblem }) {
  const { strings } = useSurroundings();
  const reason = useReason(failure);
  return (
    <div className="csr-remedies" role="alert" data-testid="change-refused">
      <Explanation>{`${strings.message.changeRefused[verb]} ${reason}`}</Explanation>
      <button type="button" className="csr-link" onClick={again} data-testid="change-again">
        {strings.retry}
      </button>
      <button type="button" className="csr-link" onClick={dismiss}>
        {strings.close}
      </button>
    </div>
  );
}

function useReason({ code }: Failure): string {
  const { strings } = useSurroundings();
  if (code === 'network' || code === 'timeout') return strings.message.reasons.network;
  if (code === 'conflict') return strings.message.reasons.conflict;
  return strings.failures[code] ?? strings.failureElse;
}

function Explanation({ children }: { children: string }) {
  return (
    <p>
      <AlertIcon size={16} />
      <span>{children}</span>
    </p>
  );
}
