/** What the service worker asks of a page: to show where a notification leads. A page that does says so on the port. */
export const OPEN_REQUEST = 'causerie.open';
/** What the service worker tells all pages: the browser has replaced its subscription. */
export const SUBSCRIPTION_CHANGED = 'causerie.subscription-changed';

/** Where a notification leads. */
export interface OpenRequest {
  type: typeof OPEN_REQUEST;
  conversationId: string | null;
}

/** Address under which the worker is registered: it reads its language from there, because no page may be open when it speaks. */
export function workerUrlFor(workerUrl: string, locale: string): string {
  return `${workerUrl}${workerUrl.includes('?') ? '&' : '?'}lang=${encodeURIComponent(locale)}`;
}

/** The language that {@link workerUrlFor} wrote into an address, if it did. */
export function languageIn(workerAddress: string): string | null {
  return new URL(workerAddress).searchParams.get('lang');
}

/** Everything about the messages of one conversation has one place on the screen, and anything else a place of its own. */
export function tagOf(notification: { kind: string; id: string; conversationId: string | null }): string {
  const { kind, id, conversationId } = notification;
  return (kind === 'message' && conversationId !== null ? conversationId : id).replaceAll('-', '');
}
