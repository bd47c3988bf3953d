import type { Causerie } from '@causerie/client';

const urls = new WeakMap<Causerie, string>();

/** Notes at which address a messenger speaks; returns it. */
export function speakingAt(client: Causerie, url: string): Causerie {
  urls.set(client, url);
  return client;
}

/** What addresses of files begin with: nothing at the page's own origin, nor where the host made the messenger and alone knows. */
export function originOf(client: Causerie): string {
  const url = urls.get(client) ?? '';
  return url === (globalThis as Partial<typeof globalThis>).location?.origin ? '' : url;
}
