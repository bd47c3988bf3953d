import type { ReactNode } from 'react';
import { Panes } from './panes.tsx';
import { type ConversationRouter, useOpenState } from './router.ts';

export interface ConversationPanesProps {
  /** Where the host keeps which conversation is open. Without it, the panes remember by themselves. */
  router?: ConversationRouter;
  /** Stands at the head of the list, beside the button for a new conversation. */
  title: ReactNode;
}

/**
 * List and thread side by side, or one at a time as its width allows, for pages that have everything around them: their own heading,
 * and their own word for how the connection is. It fills what it stands in.
 */
export function ConversationPanes({ router, title }: ConversationPanesProps) {
  const state = useOpenState(router);
  return <Panes state={state} hrefOf={router?.hrefOf} title={title} saysConnection={false} />;
}
