import type { Message } from '@causerie/client';
import { useSurroundings } from '../../provider.tsx';
import { useThreadContext } from '../thread/thread-context.ts';
import { useQuoted } from './quoted-messages.ts';

/** Above an answer: what it answers. Leads there. */
export function Quote({ messageId }: { messageId: string }) {
  const { strings } = useSurroundings();
  const { jumpTo } = useThreadContext();
  const quoted = useQuoted(messageId);
  const author = useAuthorName(quoted);
  const snippet = useSnippet(quoted);
  if (quoted === undefined) return <span className="csr-quote" data-loading aria-hidden="true" />;
  if (quoted === null || quoted.deletedAt !== null) {
    return (
      <span className="csr-quote" data-gone data-testid="quote">
        {strings.message.quoteGone}
      </span>
    );
  }
  return (
    <button
      type="button"
      className="csr-quote"
      title={strings.message.jumpToQuote}
      data-testid="quote"
      onClick={() => jumpTo(quoted.seq)}
    >
      <span className="csr-hidden">{`${strings.message.quoteOf(author)} `}</span>
      <span className="csr-quote-author" aria-hidden="true">
        {author}
      </span>
      <span className="csr-quote-text" dir="auto">
        {snippet}
      </span>
    </button>
  );
}

/** Who wrote a message, as the person who looks would say it. */
export function useAuthorName(message: Message | null | undefined): string {
  const { strings } = useSurroundings();
  const { me } = useThreadContext();
  if (message?.author == null) return strings.system;
  return message.author.id === me.id ? strings.you : message.author.name;
}

/** A message in one line: its words, or what it has in their place. */
export function useSnippet(message: Message | null | undefined): string {
  const { strings } = useSurroundings();
  if (message == null) return '';
  if (message.deletedAt !== null) return strings.message.quoteGone;
  if (message.content !== '') return message.content;
  const [first] = message.attachments;
  return first?.name ?? (message.type === 'image' ? strings.message.quoteImage : strings.message.quoteFile);
}
