import type { GallerySection } from './section.ts';

/** Calls, in every state. */
export const callsSection: GallerySection = { id: 'calls', title: { fr: 'Appels', en: 'Calls' }, states: [] };
