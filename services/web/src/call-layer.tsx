import { Thread } from '@causerie/react';
import { IncomingCall, VideoCallWindow } from '@causerie/react/calls';
import { useCallback, useContext } from 'react';
import { conversationHref, useNavigation } from './location.ts';
import type { PageName } from './routes.ts';
import { TitleContext } from './title.tsx';

/** Whoever calls, and the call that goes on: over every page, and small while one does something else. */
export function CallLayer({ page }: { page: PageName }) {
  const navigation = useNavigation();
  const isWholePage = useContext(TitleContext);
  const open = useCallback((id: string) => navigation.go(conversationHref(id)), [navigation]);
  if (isWholePage) {
    return (
      <>
        <IncomingCall onOpenConversation={open} />
        <VideoCallWindow onOpenConversation={open} chat={Beside} />
      </>
    );
  }
  // A pane has no window to lie over: its call fills the pane.
  return (
    <div className="pane-calls">
      {page !== 'conference' && <VideoCallWindow placement="inline" onOpenConversation={open} chat={Beside} />}
      <IncomingCall placement="inline" onOpenConversation={open} />
    </div>
  );
}

/** What is written during a call. */
export function Beside({ conversationId }: { conversationId: string }) {
  return <Thread conversationId={conversationId} onBack={() => undefined} />;
}
