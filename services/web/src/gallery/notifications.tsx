import type { GallerySection } from './section.ts';

/** Notifications, in every state. */
export const notificationsSection: GallerySection = {
  id: 'notifications',
  title: { fr: 'Notifications', en: 'Notifications' },
  states: [],
};
