import { OPEN_REQUEST, SUBSCRIPTION_CHANGED } from './worker-messages.ts';

/** Hears what the service worker asks of this page, and says that it is heard. Returns how to stop. */
export function hearWorker(
  workers: ServiceWorkerContainer | null,
  open: (conversationId: string | null) => void,
  subscriptionChanged: () => void,
): () => void {
  if (workers === null) return () => undefined;
  const heard = ({ data, ports }: MessageEvent<unknown>): void => {
    const { type, conversationId } = (data ?? {}) as { type?: string; conversationId?: string | null };
    if (type === SUBSCRIPTION_CHANGED) subscriptionChanged();
    if (type !== OPEN_REQUEST) return;
    ports[0]?.postMessage(true);
    open(conversationId ?? null);
  };
  workers.addEventListener('message', heard);
  workers.startMessages();
  return () => workers.removeEventListener('message', heard);
}
