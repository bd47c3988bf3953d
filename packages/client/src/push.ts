import type { V1ServerEvent, V1ServerPayload } from '@causerie/contracts';
import type { NotificationsPart } from './notifications/notifications.ts';
import type { Store } from './store.ts';
import type { Typing } from './typing.ts';

/** What each push does to the state. Events that a newer server may add are ignored. */
export function createPushHandler(
  store: Store,
  typing: Typing,
  notifications: Pick<NotificationsPart, 'heardCreated' | 'heardUpdated'>,
): (name: string, payload: unknown) => void {
  const { dispatch } = store;
  const handlers: { [E in V1ServerEvent]?: (payload: V1ServerPayload<E>) => void } = {
    'message.created': ({ message }) => dispatch({ type: 'message', message }),
    'message.updated': ({ message }) => dispatch({ type: 'changed', message }),
    'message.deleted': ({ message }) => dispatch({ type: 'changed', message }),
    'conversation.deleted': ({ conversationId }) => dispatch({ type: 'gone', conversationId }),
    'read.updated': ({ conversationId, person, upToSeq, at }) =>
      dispatch({ type: 'marker', marker: 'read', conversationId, personId: person.id, upToSeq, at }),
    'delivered.updated': ({ conversationId, person, upToSeq, at }) =>
      dispatch({ type: 'marker', marker: 'delivered', conversationId, personId: person.id, upToSeq, at }),
    'conversation.created': ({ conversation }) => dispatch({ type: 'snapshot', conversation, fetched: false }),
    'conversation.updated': ({ conversation }) => dispatch({ type: 'snapshot', conversation, fetched: false }),
    'sync.tops': ({ tops }) => dispatch({ type: 'tops', tops }),
    'notification.created': notifications.heardCreated,
    'notifications.updated': notifications.heardUpdated,
    typing: ({ conversationId, person, active }) => typing.heard(conversationId, person.id, active),
    presence: ({ person, online, lastSeenAt }) =>
      dispatch({ type: 'presence', people: [{ id: person.id, online, lastSeenAt }] }),
  };
  return (name, payload) => {
    const handle = Object.hasOwn(handlers, name) ? handlers[name as V1ServerEvent] : undefined;
    (handle as ((payload: unknown) => void) | undefined)?.(payload);
  };
}
