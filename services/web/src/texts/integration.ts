import type { Bilingual } from '../texts.ts';

/** Texts around the example for developers. */
export const integrationTexts: Bilingual<{ title: string; lead: string }> = {
  fr: {
    title: 'Intégrer Causerie',
    lead: 'Les composants prêts à l’emploi, en marche avec votre session, chacun à côté du code qui le place.',
  },
  en: {
    title: 'Integrate Causerie',
    lead: 'The ready-made components, running with your session, each beside the code that puts it there.',
  },
};
