import { type ConversationEntry, totalUnread } from '@causerie/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConversationFilter } from '../conversation-selection.ts';
import { useSelected } from '../hooks/use-causerie.ts';
import { type Conversations, useConversations } from '../hooks/use-conversations.ts';
import { useMessageSearch } from '../hooks/use-message-search.ts';
import { useSurroundings } from '../provider.tsx';
import { ConversationHead } from './conversations/conversation-head.tsx';
import { ConversationMenu } from './conversations/conversation-menu.tsx';
import { ConversationRows, type RowsHandle } from './conversations/conversation-rows.tsx';
import { NothingToShow } from './conversations/nothing-to-show.tsx';
import { OutcomeNotice } from './conversations/outcome-notice.tsx';
import { useConversationActions } from './conversations/use-conversation-actions.ts';
import { LoadFailure } from './empty-state.tsx';
import { FoundMessages } from './search/found-messages.tsx';
import { ListSkeleton } from './skeleton.tsx';

/** Nearer than this to the end, the next page is fetched, in pixels. */
const END_REACH_PX = 600;
/** A list shorter than this cannot be scrolled to its end: the next page is fetched at once. */
const FILLED = 12;

export interface ConversationListProps {
  openId: string | null;
  /** Address of a conversation, so that each line is a real link. Without it, lines are buttons. */
  hrefOf?: (conversationId: string) => string;
  onOpen(conversationId: string): void;
  /** Opens a conversation at a message; with it, the search also finds messages. */
  onOpenMessage?: (conversationId: string, seq: number) => void;
  /** Shown by the empty list as its thing to do; without it, the empty list only explains itself. */
  onNew?: () => void;
}

/**
 * The conversations, last active first: a search by names, subjects and words, all of them, the unread ones or the archive, and a menu
 * for each. It fills the height it is given and scrolls by itself.
 */
export function ConversationList({ openId, hrefOf, onOpen, onOpenMessage, onNew }: ConversationListProps) {
  const me = useSelected((state) => state.me);
  const unread = useSelected(totalUnread);
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState<ConversationFilter>('all');
  const list = useConversations({ filter, search, keptId: openId });
  const messages = useMessageSearch(onOpenMessage === undefined ? '' : search);
  const actions = useConversationActions();
  const [menu, setMenu] = useState<{ id: string; anchor: HTMLElement } | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<RowsHandle>(null);
  const openMenu = useCallback(({ id }: ConversationEntry, anchor: HTMLElement) => setMenu({ id, anchor }), []);
  const closeMenu = useCallback(() => setMenu(null), []);
  const fetchMore = useFetchMore(list, scroller);
  const chosen = list.items.find(({ id }) => id === menu?.id);
  const isSearch = search.trim() !== '';
  const showsMessages = isSearch && onOpenMessage !== undefined && messages.items.length > 0;
  const rowsProps = { items: list.items, openId, hrefOf, scroller, onOpen, onMenu: openMenu, handle: rows };
  const toField = () => scroller.current?.parentElement?.querySelector('input')?.focus();
  return (
    <div className="csr-list">
      <ConversationHead
        {...{ search, filter, unread }}
        onSearch={setSearch}
        onFilter={setFilter}
        onDown={() => rows.current?.focus()}
      />
      <div className="csr-list-scroller" ref={scroller} onScroll={fetchMore}>
        {!list.loaded || me === null ? (
          <Waiting list={list} />
        ) : (
          <>
            {list.items.length > 0 && <ConversationRows {...rowsProps} me={me} onUp={toField} />}
            {showsMessages && <MessagesHeading />}
            {showsMessages && <FoundMessages found={messages} onOpen={onOpenMessage} />}
            {list.items.length === 0 && !showsMessages && (
              <NothingToShow {...{ list, filter, search, onNew }} onShowAll={() => (setSearch(''), setFilter('all'))} />
            )}
            {list.items.length > 0 && list.loading === 'failed' && <LoadFailure onRetry={list.retry} />}
          </>
        )}
      </div>
      <SearchCount isSearch={isSearch} list={list} found={messages.items.length} />
      <OutcomeNotice outcome={actions.outcome} />
      {menu !== null && chosen !== undefined && me !== null && (
        <ConversationMenu entry={chosen} me={me} anchor={menu.anchor} actions={actions} onClose={closeMenu} />
      )}
    </div>
  );
}

function Waiting({ list }: { list: Conversations }) {
  return list.failure === null ? <ListSkeleton /> : <LoadFailure onRetry={list.retry} />;
}

function MessagesHeading() {
  const { readyMade: text } = useSurroundings().strings;
  return <h2 className="csr-list-heading">{text.foundMessages}</h2>;
}

/** How much a search found, for those who do not see it. */
function SearchCount({ isSearch, list, found }: { isSearch: boolean; list: Conversations; found: number }) {
  const { readyMade: text } = useSurroundings().strings;
  return (
    <output className="csr-hidden">
      {isSearch && list.loaded && list.loading !== 'loading' && text.foundCount(list.items.length + found)}
    </output>
  );
}

/** Fetches the next page while the end is near, and as long as the list is too short to be scrolled. */
function useFetchMore(list: Conversations, scroller: React.RefObject<HTMLElement | null>): () => void {
  const { hasMore, loading, loadMore, items } = list;
  const isShort = items.length < FILLED;
  useEffect(() => {
    if (isShort && hasMore && loading === 'idle') loadMore();
  }, [isShort, hasMore, loading, loadMore]);
  return () => {
    const element = scroller.current;
    if (element === null || !hasMore || loading !== 'idle') return;
    if (element.scrollHeight - element.scrollTop - element.clientHeight < END_REACH_PX) loadMore();
  };
}
