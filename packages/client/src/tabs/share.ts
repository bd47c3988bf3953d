import { networkError } from '../error.ts';
import type { Wire, WireFactory } from '../wire.ts';
import type { SharedWireDeps } from './shared-wire.ts';

/**
 * One connection for the tabs of a browser, where they can take turns; elsewhere each has its own. What it takes is loaded
 * only there, and where that cannot be had, a tab is on its own.
 */
export function shareWhereTabsMeet(make: WireFactory, deps: SharedWireDeps): WireFactory {
  if (deps.page.locks === null) return make;
  const loading = import('./shared-wire.ts').then(
    ({ sharedWire }) => sharedWire(make, deps),
    () => make,
  );
  return (options) => whenLoaded(loading.then((factory) => factory(options)));
}

/** A wire that opens as soon as it is there, and is down until then. */
function whenLoaded(loading: Promise<Wire>): Wire {
  let wire: Wire | null = null;
  let wanted = false;
  void loading.then((loaded) => {
    wire = loaded;
    if (wanted) loaded.open();
  });
  return {
    open() {
      wanted = true;
      wire?.open();
    },
    close() {
      wanted = false;
      wire?.close();
    },
    request: (event, payload) => wire?.request(event, payload) ?? Promise.reject(networkError('not connected')),
    tell: (event, payload) => wire?.tell(event, payload),
    leads: () => wire?.leads?.() ?? null,
    claim: async () => wire?.claim?.(),
  };
}
