import { useSurroundings } from '../../provider.tsx';
import type { Outcome } from './use-conversation-actions.ts';

/** Says what was done to a conversation, once, and offers the way back. */
export function OutcomeNotice({ outcome }: { outcome: Outcome | null }) {
  const { readyMade: text } = useSurroundings().strings;
  return (
    <output className="csr-outcome-slot">
      {outcome !== null && (
        <span className="csr-outcome" data-failed={outcome.isFailure || undefined} data-testid="outcome">
          <span>{outcome.text}</span>
          {outcome.undo !== null && (
            <button type="button" className="csr-link" onClick={outcome.undo} data-testid="undo">
              {text.undo}
            </button>
          )}
        </span>
      )}
    </output>
  );
}
