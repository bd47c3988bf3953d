import type { ReactNode } from 'react';

/** One component of the gallery, in one of its states. */
export interface GalleryState {
  /** Names it in the address and for tests; lower case with hyphens, unique in its section. */
  id: string;
  title: { fr: string; en: string };
  /** Draws it. It gets a box as wide as a phone, or `wide` one. */
  render(): ReactNode;
  wide?: boolean;
}

/** What belongs together in the gallery. */
export interface GallerySection {
  id: string;
  title: { fr: string; en: string };
  states: readonly GalleryState[];
}
