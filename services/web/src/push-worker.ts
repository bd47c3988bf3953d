import { type PushWorkerScope, registerCauseriePush } from '@causerie/client/push-worker';

// The library of pages does not know workers' scopes; this file is built by itself and runs in nothing else.
registerCauseriePush(self as unknown as PushWorkerScope, {
  openUrl: (id) => (id === null ? '/chat-message' : `/chat-message?c=${encodeURIComponent(id)}`),
});
