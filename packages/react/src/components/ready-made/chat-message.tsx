import { useSurroundings } from '../../provider.tsx';
import { Panes } from './panes.tsx';
import { type ConversationRouter, useOpenState } from './router.ts';
import type { Identity } from './shared-client.ts';
import { StandAlone } from './stand-alone.tsx';

export interface ChatMessageProps extends Identity {
  /** Where the host keeps which conversation is open, such as in the address of its page. Without it, the page remembers by itself. */
  router?: ConversationRouter | null | undefined;
  /** BCP 47, where the component stands alone. */
  locale?: string | null | undefined;
}

/**
 * The whole page of messaging: conversations with search, filters and archive beside the opened one, with the state of the connection
 * and a way to begin a new one. It needs no props, is the `<main>` of its page, and fills the window, or `--causerie-page-height`.
 */
export function ChatMessage({ router, locale, ...identity }: ChatMessageProps) {
  return (
    <StandAlone {...identity} locale={locale}>
      <Page router={router ?? undefined} />
    </StandAlone>
  );
}

function Page({ router }: { router: ConversationRouter | undefined }) {
  const { readyMade: text } = useSurroundings().strings;
  const state = useOpenState(router);
  return (
    <main className="csr-ready csr-page" aria-label={text.title} data-testid="chat-message">
      <Panes state={state} hrefOf={router?.hrefOf} title={<h1 className="csr-title">{text.title}</h1>} />
    </main>
  );
}
