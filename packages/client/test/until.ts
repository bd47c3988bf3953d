import type { Causerie } from '../src/causerie.ts';
import type { State } from '../src/state.ts';

/** Resolves as soon as the state satisfies the condition: waits for the event, not for a time. */
export function until(client: Causerie, condition: (state: State) => boolean): Promise<State> {
  return new Promise((resolve) => {
    const look = () => {
      const state = client.getSnapshot();
      if (!condition(state)) return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = client.subscribe(look);
    look();
  });
}
