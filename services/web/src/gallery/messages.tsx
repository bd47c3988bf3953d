import type { GallerySection } from './section.ts';

/** Messages, in every state. */
export const messagesSection: GallerySection = {
  id: 'messages',
  title: { fr: 'Messages', en: 'Messages' },
  states: [],
};
