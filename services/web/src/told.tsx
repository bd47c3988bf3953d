import type { Notification } from '@causerie/client';
import { AttentionSignals, NotificationBell, NotificationPrompt } from '@causerie/react';
import { useContext } from 'react';
import { conversationHref, useNavigation } from './location.ts';
import { TitleContext } from './title.tsx';

/** Tells the person what arrives while they look elsewhere, and offers to when there is a reason. */
export function Told() {
  const navigation = useNavigation();
  // A pane among others has no say in what the window looks like.
  const isOurs = useContext(TitleContext);
  return (
    <>
      <AttentionSignals onOpen={(id) => navigation.go(conversationHref(id))} title={isOurs} icon={isOurs} />
      {isOurs && <NotificationPrompt />}
    </>
  );
}

/** The newest notifications, wherever one is. */
export function Bell() {
  const navigation = useNavigation();
  const leadTo = useWhereItLeads();
  return (
    <NotificationBell onOpen={leadTo} seeAllHref="/notifications" onSeeAll={() => navigation.go('/notifications')} />
  );
}

/** Follows a notification to what it is about. */
export function useWhereItLeads(): (notification: Notification) => void {
  const navigation = useNavigation();
  return ({ conversationId, kind }) => {
    if (kind === 'appointment') navigation.go('/appointments');
    else if (conversationId !== null) navigation.go(conversationHref(conversationId));
  };
}
