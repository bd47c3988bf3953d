import type { ConnectionDeps } from './connection.ts';
import type { Parts } from './parts.ts';
import { createPushHandler } from './push.ts';

/** What follows from what happens to the session; `parts` is asked when something does. */
export function sessionEvents(parts: () => Parts): Pick<ConnectionDeps, 'onState' | 'onReady' | 'onEvent' | 'onEnded'> {
  let push: ReturnType<typeof createPushHandler> | null = null;
  return {
    onState(change) {
      const { connection, polling, store, transport } = parts();
      store.dispatch({ type: 'connection', change });
      transport.sessionChanged();
      if (connection.isReady()) polling.end();
      else polling.begin();
    },
    onReady({ person, tops }) {
      const { keeper, notifications, outbox, receipts, searchPeople, store, sync, transport, uploads } = parts();
      store.dispatch({ type: 'identified', person });
      store.dispatch({ type: 'tops', tops });
      void sync.resync();
      keeper.reload();
      outbox.kick();
      uploads.kick();
      receipts.flush();
      notifications.resync();
      // Presence is pushed when it changes; what it is now, the directory tells. Volatile: a failure costs nothing.
      searchPeople().catch(() => undefined);
      transport.sessionReady();
    },
    onEvent(name, payload) {
      const { notifications, store, transport, typing } = parts();
      push ??= createPushHandler(store, typing, notifications);
      push(name, payload);
      transport.heard(name, payload);
    },
    onEnded(reason) {
      const { keeper, polling, store } = parts();
      polling.end();
      if (reason === 'revoked') void keeper.forgetKept();
      store.dispatch({ type: 'ended', reason });
    },
  };
}
