import type { Bilingual } from '../texts.ts';

/** Texts of the page that shows both sides. */
export interface DuoTexts {
  title: string;
  lead: string;
  scene: string;
  scenes: { practice: string; salon: string };
  shown: string;
  sides: { professional: string; client: string };
  back: string;
  failed: string;
  none: string;
  noneHint: string;
}

/** See {@link DuoTexts}. */
export const duoTexts: Bilingual<DuoTexts> = {
  fr: {
    title: 'Les deux côtés',
    lead: 'Écrivez d’un côté, lisez de l’autre. Appelez, envoyez une photo, coupez un serveur : tout est réel.',
    scene: 'Scène',
    scenes: { practice: 'Cabinet', salon: 'Salon' },
    shown: 'Côté affiché',
    sides: { professional: 'Pro', client: 'Client' },
    back: 'Accueil',
    failed: 'La démonstration ne répond pas',
    none: 'Pas de démonstration ici',
    noneHint: 'Cette page joue deux personnes à la fois ; elle existe sous « pnpm start », pas en production.',
  },
  en: {
    title: 'Both sides',
    lead: 'Write on one side, read on the other. Call, send a photo, stop a server: all of it is real.',
    scene: 'Scene',
    scenes: { practice: 'Practice', salon: 'Salon' },
    shown: 'Side that is shown',
    sides: { professional: 'Pro', client: 'Client' },
    back: 'Start',
    failed: 'The demonstration does not answer',
    none: 'There is no demonstration here',
    noneHint: 'This page plays two people at once; it exists under “pnpm start”, not in production.',
  },
};
