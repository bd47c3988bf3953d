import type { Causerie } from '@causerie/client';

/** Makes something once for each messenger, and forgets it with the messenger. */
export function perClient<T>(make: (client: Causerie) => T): (client: Causerie) => T {
  const made = new WeakMap<Causerie, T>();
  return (client) => {
    const known = made.get(client);
    if (known !== undefined) return known;
    const fresh = make(client);
    made.set(client, fresh);
    return fresh;
  };
}
