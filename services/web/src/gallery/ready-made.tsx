import type { GallerySection } from './section.ts';

/** Ready-made, in every state. */
export const readyMadeSection: GallerySection = {
  id: 'ready-made',
  title: { fr: 'Prêts à poser', en: 'Ready-made' },
  states: [],
};
