import type { GallerySection } from './section.ts';

/** Thread, in every state. */
export const threadSection: GallerySection = { id: 'thread', title: { fr: 'Fil', en: 'Thread' }, states: [] };
