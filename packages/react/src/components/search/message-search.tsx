import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useMessageSearch } from '../../hooks/use-message-search.ts';
import { useSurroundings } from '../../provider.tsx';
import { CloseIcon, SearchIcon } from '../icons.tsx';
import { ListSkeleton } from '../skeleton.tsx';
import { FoundMessages } from './found-messages.tsx';

export interface MessageSearchProps {
  /** Searches in this conversation alone; in all of mine without it. */
  conversationId?: string;
  /** Opens the conversation at the message, such as with `<Thread jumpToSeq>`. */
  onOpen(conversationId: string, seq: number): void;
  /** Ends the search; its button and Escape are there only with it. */
  onClose?: () => void;
}

/** A panel that finds messages by their words, newest first. */
export function MessageSearch({ conversationId, onOpen, onClose }: MessageSearchProps) {
  const { strings } = useSurroundings();
  const { readyMade: text } = strings;
  const [words, setWords] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const found = useMessageSearch(words, conversationId);
  // Whoever opens a search is about to type.
  useEffect(() => field.current?.focus(), []);
  const label = conversationId === undefined ? text.searchMessages : text.searchHere;
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (words === '') onClose?.();
    else setWords('');
  };
  return (
    <section className="csr-message-search" aria-label={label} data-testid="message-search">
      <div className="csr-search">
        <SearchIcon size={18} />
        <input
          ref={field}
          type="search"
          value={words}
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          data-testid="message-search-field"
          onKeyDown={keyDown}
          onChange={({ target }) => setWords(target.value)}
        />
        {onClose !== undefined && (
          <button type="button" className="csr-icon-button" onClick={onClose} title={strings.close}>
            <CloseIcon size={18} />
            <span className="csr-hidden">{strings.close}</span>
          </button>
        )}
      </div>
      <output className="csr-search-count">
        {!found.isAsked ? text.searchMessagesHint : found.loaded ? text.foundCount(found.items.length) : ''}
      </output>
      {found.isAsked && !found.loaded && found.failure === null ? (
        <ListSkeleton />
      ) : (
        found.isAsked && <FoundMessages found={found} onOpen={onOpen} />
      )}
    </section>
  );
}
