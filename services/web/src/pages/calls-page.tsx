import { ConferencePage } from '@causerie/react/calls';
import { useCallback } from 'react';
import { Beside } from '../call-layer.tsx';
import { conversationHref, useNavigation } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { useArrival } from '../page.tsx';
import type { Route } from '../routes.ts';
import { shellTexts } from '../texts/shell.ts';
import { useTitle } from '../title.tsx';

/** Calls: what was, what lives, and the room that the address names. */
export function CallsPage({ sessionId, shareToken }: Pick<Route, 'sessionId' | 'shareToken'>) {
  const { language } = useLooks();
  const navigation = useNavigation();
  const heading = useArrival();
  const open = useCallback((id: string) => navigation.go(`/conference/${encodeURIComponent(id)}`), [navigation]);
  const leave = useCallback(() => navigation.go('/conference'), [navigation]);
  const openConversation = useCallback((id: string) => navigation.go(conversationHref(id)), [navigation]);
  const title = shellTexts[language].calls;
  useTitle(title);
  return (
    <div className="conference">
      <h1 ref={heading} tabIndex={-1} className="csr-hidden" data-testid="page-title">
        {title}
      </h1>
      <ConferencePage
        sessionId={sessionId}
        shareToken={shareToken}
        onOpenSession={open}
        onLeave={leave}
        onOpenConversation={openConversation}
        chat={Beside}
      />
    </div>
  );
}
