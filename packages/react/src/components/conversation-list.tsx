import { useConversations } from '../hooks/use-conversations.ts';
import { useNow } from '../hooks/use-now.ts';
import { useSelected } from '../hooks/use-causerie.ts';
import { useSurroundings } from '../provider.tsx';
import { ConversationItem } from './conversation-item.tsx';
import { EmptyState, LoadFailure } from './empty-state.tsx';
import { ChatIcon, ComposeIcon } from './icons.tsx';
import { ListSkeleton } from './skeleton.tsx';

export interface ConversationListProps {
  openId: string | null;
  /** Address of a conversation, so that each line is a real link. */
  hrefOf(conversationId: string): string;
  onOpen(conversationId: string): void;
  /** Shown by the empty list as its thing to do; without it, the empty list only explains itself. */
  onNew?: () => void;
}

/** The conversations with their unread counts, last active first. */
export function ConversationList({ openId, hrefOf, onOpen, onNew }: ConversationListProps) {
  const { strings } = useSurroundings();
  const { items, loading, loaded, hasMore, loadMore, retry } = useConversations();
  const me = useSelected((state) => state.me);
  const now = useNow();
  if (!loaded || me === null) return loading === 'failed' ? <LoadFailure onRetry={retry} /> : <ListSkeleton />;
  if (items.length === 0) {
    return (
      <EmptyState icon={<ChatIcon size={34} />} title={strings.noConversations} hint={strings.noConversationsHint}>
        {onNew !== undefined && (
          <button type="button" className="csr-button" onClick={onNew}>
            <ComposeIcon size={18} />
            {strings.newConversation}
          </button>
        )}
      </EmptyState>
    );
  }
  return (
    <nav className="csr-list" aria-label={strings.conversations}>
      <ul>
        {items.map((entry) => (
          <li key={entry.id}>
            <ConversationItem
              entry={entry}
              me={me}
              isOpen={entry.id === openId}
              now={now}
              href={hrefOf(entry.id)}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ul>
      {hasMore && (
        <button
          type="button"
          className="csr-button csr-button-quiet"
          onClick={loadMore}
          disabled={loading === 'loading'}
        >
          {strings.loadMore}
        </button>
      )}
    </nav>
  );
}
