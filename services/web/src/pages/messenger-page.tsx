import { ConversationPanes, useCauserie } from '@causerie/react';
import { useCallback, useEffect, useMemo } from 'react';
import { conversationHref, useNavigation, usePlace } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { useArrival } from '../page.tsx';
import { shellTexts } from '../texts/shell.ts';
import { useTitle } from '../title.tsx';

/** The messenger of one person: the list beside the thread, or one of them where there is room for one. */
export function MessengerPage() {
  const { language } = useLooks();
  const client = useCauserie();
  const navigation = useNavigation();
  const openId = usePlace().query.get('c');
  // Nobody reads it any more, once another page is shown.
  useEffect(() => () => client.openConversation(null), [client]);
  const onOpen = useCallback((id: string | null) => navigation.go(conversationHref(id)), [navigation]);
  const router = useMemo(() => ({ openId, onOpen, hrefOf: conversationHref }), [openId, onOpen]);
  const title = shellTexts[language].messages;
  const heading = useArrival();
  useTitle(title);
  return (
    <div className="messenger">
      {/* Above both panes, of which a phone shows one. */}
      <h1 ref={heading} tabIndex={-1} className="csr-hidden" data-testid="page-title">
        {title}
      </h1>
      <ConversationPanes
        router={router}
        title={
          <span className="pane-title" aria-hidden="true">
            {title}
          </span>
        }
      />
    </div>
  );
}
