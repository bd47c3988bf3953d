import { type FoundMessage, othersOf } from '@causerie/client';
import { useSelected } from '../../hooks/use-causerie.ts';
import { useNow } from '../../hooks/use-now.ts';
import type { Found } from '../../hooks/use-search.ts';
import { useSurroundings } from '../../provider.tsx';
import { Avatar } from '../avatar.tsx';
import { LoadFailure } from '../empty-state.tsx';
import { Highlighted } from './highlighted.tsx';

export interface FoundMessagesProps {
  found: Found<FoundMessage>;
  /** Opens the conversation at the message. */
  onOpen(conversationId: string, seq: number): void;
}

/** Messages that were found, each with whom it was said to and the words around what was looked for. */
export function FoundMessages({ found, onOpen }: FoundMessagesProps) {
  const { strings } = useSurroundings();
  if (found.failure !== null && found.items.length === 0) return <LoadFailure onRetry={found.retry} />;
  return (
    <>
      <ul className="csr-found">
        {found.items.map((one) => (
          <li key={one.message.id}>
            <FoundLine found={one} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {found.hasMore && (
        <button
          type="button"
          className="csr-button csr-button-quiet csr-more"
          disabled={found.loading === 'loading'}
          onClick={found.loadMore}
        >
          {strings.readyMade.moreResults}
        </button>
      )}
    </>
  );
}

function FoundLine({ found, onOpen }: { found: FoundMessage; onOpen: FoundMessagesProps['onOpen'] }) {
  const { strings, dates, slots } = useSurroundings();
  const Face = slots.Avatar ?? Avatar;
  const now = useNow();
  const { author, conversationId, createdAt, seq } = found.message;
  const me = useSelected((state) => state.me);
  const entry = useSelected((state) => state.conversations[conversationId]);
  const isMine = author !== null && author.id === me?.id;
  const [other] = entry === undefined || me === null ? [] : othersOf(entry, me.id);
  const face = other ?? author ?? me;
  const said = isMine ? strings.you : (author?.name ?? strings.system);
  return (
    <button
      type="button"
      className="csr-found-line"
      onClick={() => onOpen(conversationId, seq)}
      data-testid="found-message"
      data-seq={seq}
    >
      {face !== null && <Face person={face} size="small" />}
      <span className="csr-item-name">{other === undefined || !isMine ? said : `${said} → ${other.name}`}</span>
      <time className="csr-item-time" dateTime={createdAt}>
        {dates.short(createdAt, now)}
      </time>
      <Highlighted {...found.highlight} />
    </button>
  );
}
