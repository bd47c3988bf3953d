import { composerSection } from './composer.tsx';
import { callsSection } from './calls.tsx';
import { messagesSection } from './messages.tsx';
import { notificationsSection } from './notifications.tsx';
import { readyMadeSection } from './ready-made.tsx';
import type { GallerySection } from './section.ts';
import { threadSection } from './thread.tsx';

/** All of the gallery, from top to bottom. */
export const sections: readonly GallerySection[] = [
  messagesSection,
  composerSection,
  threadSection,
  callsSection,
  notificationsSection,
  readyMadeSection,
];
