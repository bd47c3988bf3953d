import type { ConversationFilter } from '../../conversation-selection.ts';
import type { Conversations } from '../../hooks/use-conversations.ts';
import { useSurroundings } from '../../provider.tsx';
import { EmptyState, LoadFailure } from '../empty-state.tsx';
import { ChatIcon, ComposeIcon, SearchIcon } from '../icons.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { ArchiveIcon, ReadIcon } from './icons.tsx';

const SIZE = 34;

export interface NothingToShowProps {
  list: Conversations;
  filter: ConversationFilter;
  search: string;
  onShowAll(): void;
  onNew?: (() => void) | undefined;
}

/** A list without a line: why that is, and what to do about it. */
export function NothingToShow({ list, filter, search, onShowAll, onNew }: NothingToShowProps) {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  if (list.failure !== null) return <LoadFailure onRetry={list.retry} />;
  if (list.loading === 'loading' || list.hasMore) return <ListSkeleton />;
  if (search.trim() === '' && filter === 'all') {
    return (
      <EmptyState icon={<ChatIcon size={SIZE} />} title={strings.noConversations} hint={strings.noConversationsHint}>
        {onNew !== undefined && (
          <button type="button" className="csr-button" onClick={onNew}>
            <ComposeIcon size={18} />
            {strings.newConversation}
          </button>
        )}
      </EmptyState>
    );
  }
  const [icon, title, hint] =
    search.trim() !== ''
      ? [<SearchIcon key="search" size={SIZE} />, text.noneFound(search.trim()), text.noneFoundHint]
      : filter === 'unread'
        ? [<ReadIcon key="read" size={SIZE} />, text.noneUnread, text.noneUnreadHint]
        : [<ArchiveIcon key="archive" size={SIZE} />, text.noneArchived, text.noneArchivedHint];
  return (
    <EmptyState icon={icon} title={title} hint={hint}>
      <button type="button" className="csr-button csr-button-quiet" onClick={onShowAll}>
        {text.showAll}
      </button>
    </EmptyState>
  );
}
