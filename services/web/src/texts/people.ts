import type { Bilingual } from '../texts.ts';

/** Texts of the directory. */
export interface PeopleTexts {
  title: string;
  lead: string;
  search: string;
  filter: string;
  filters: { all: string; online: string; available: string };
  sides: { professional: string; client: string };
  online: string;
  available: string;
  unavailable: string;
  write: (name: string) => string;
  none: string;
  noneHint: string;
  count: (count: number) => string;
  mine: string;
  mineHint: string;
  mineFailed: string;
  openFailed: string;
}

/** See {@link PeopleTexts}. */
export const peopleTexts: Bilingual<PeopleTexts> = {
  fr: {
    title: 'Contacts',
    lead: 'Les personnes avec qui vous avez, ou pouvez avoir, rendez-vous.',
    search: 'Rechercher par nom',
    filter: 'Afficher',
    filters: { all: 'Tous', online: 'En ligne', available: 'Disponibles' },
    sides: { professional: 'Professionnel', client: 'Client' },
    online: 'En ligne',
    available: 'Disponible',
    unavailable: 'Indisponible',
    write: (name) => `Écrire à ${name}`,
    none: 'Personne ne correspond',
    noneHint: 'Seules les personnes avec qui vous êtes en relation apparaissent ici.',
    count: (count) => (count === 1 ? '1 personne' : `${count} personnes`),
    mine: 'Je prends de nouvelles personnes',
    mineHint: 'Vos contacts le voient ici, et vos outils peuvent s’y fier.',
    mineFailed: 'Votre disponibilité n’a pas pu être changée.',
    openFailed: 'La conversation n’a pas pu être ouverte.',
  },
  en: {
    title: 'People',
    lead: 'Those you have, or may have, an appointment with.',
    search: 'Search by name',
    filter: 'Show',
    filters: { all: 'Everyone', online: 'Online', available: 'Available' },
    sides: { professional: 'Professional', client: 'Client' },
    online: 'Online',
    available: 'Available',
    unavailable: 'Unavailable',
    write: (name) => `Write to ${name}`,
    none: 'Nobody matches',
    noneHint: 'Only people you are linked with appear here.',
    count: (count) => (count === 1 ? '1 person' : `${count} people`),
    mine: 'I take new people',
    mineHint: 'Your people see it here, and your own tools can rely on it.',
    mineFailed: 'Your availability could not be changed.',
    openFailed: 'The conversation could not be opened.',
  },
};
