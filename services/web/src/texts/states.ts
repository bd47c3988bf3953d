import type { Bilingual } from '../texts.ts';

/** What every page says while it waits, and when it waits in vain. */
export interface StateTexts {
  loading: string;
  failed: string;
  retry: string;
}

/** See {@link StateTexts}. */
export const stateTexts: Bilingual<StateTexts> = {
  fr: { loading: 'Chargement…', failed: 'Le chargement n’a pas abouti', retry: 'Réessayer' },
  en: { loading: 'Loading…', failed: 'This could not be loaded', retry: 'Try again' },
};
