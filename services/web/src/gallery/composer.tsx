import type { GallerySection } from './section.ts';

/** Writing, in every state. */
export const composerSection: GallerySection = { id: 'composer', title: { fr: 'Écrire', en: 'Writing' }, states: [] };
