import { useSurroundings } from '../../provider.tsx';
import type { ConversationFilter } from '../../conversation-selection.ts';
import { CloseIcon, SearchIcon } from '../icons.tsx';

const FILTERS: readonly ConversationFilter[] = ['all', 'unread', 'archived'];

export interface ConversationHeadProps {
  search: string;
  filter: ConversationFilter;
  /** All that is unread, shown beside its filter. */
  unread: number;
  onSearch(search: string): void;
  onFilter(filter: ConversationFilter): void;
  /** From the field down to the first result. */
  onDown(): void;
}

/** What stands above a list of conversations: where to search, and which of them are shown. */
export function ConversationHead({ search, filter, unread, onSearch, onFilter, onDown }: ConversationHeadProps) {
  const { readyMade: text } = useSurroundings().strings;
  const labels = { all: text.all, unread: text.unread, archived: text.archived };
  return (
    <div className="csr-list-head">
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- Escape and the arrow are shortcuts of the field within */}
      <div
        className="csr-search"
        onKeyDown={(event) => {
          if (event.key === 'Escape' && search !== '') {
            event.stopPropagation();
            onSearch('');
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            onDown();
          }
        }}
      >
        <SearchIcon size={18} />
        <input
          type="search"
          value={search}
          aria-label={text.searchConversations}
          placeholder={text.searchConversations}
          autoComplete="off"
          data-testid="conversation-search"
          onChange={({ target }) => onSearch(target.value)}
        />
        {search !== '' && (
          <button type="button" className="csr-icon-button" onClick={() => onSearch('')} title={text.clearSearch}>
            <CloseIcon size={18} />
            <span className="csr-hidden">{text.clearSearch}</span>
          </button>
        )}
      </div>
      <fieldset className="csr-filters">
        <legend className="csr-hidden">{text.filters}</legend>
        {FILTERS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={filter === one}
            onClick={() => onFilter(one)}
            data-testid={`filter-${one}`}
          >
            {labels[one]}
            {one === 'unread' && unread > 0 && <span className="csr-filter-count">{unread > 99 ? '99+' : unread}</span>}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
