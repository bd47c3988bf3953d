import type { Bilingual } from '../texts.ts';

/** Texts around every page. */
export interface ShellTexts {
  skip: string;
  navigation: string;
  messages: string;
  calls: string;
  people: string;
  appointments: string;
  notifications: string;
  settings: string;
  unread: (count: number) => string;
  me: string;
  theme: string;
  themes: { system: string; light: string; dark: string };
  language: string;
  duo: string;
  leave: string;
  leaveDemo: string;
  languageSwitch: { name: string; label: string };
  home: string;
  endedTitle: string;
  endedText: string;
  endedAction: string;
  loading: string;
  crashTitle: string;
  crashText: string;
  crashAction: string;
  staleTitle: string;
  staleText: string;
  staleAction: string;
  missingTitle: string;
  missingText: string;
  missingAction: string;
}

/** See {@link ShellTexts}. */
export const shellTexts: Bilingual<ShellTexts> = {
  fr: {
    skip: 'Aller au contenu',
    navigation: 'Pages',
    messages: 'Messages',
    calls: 'Appels',
    people: 'Contacts',
    appointments: 'Agenda',
    notifications: 'Alertes',
    settings: 'Réglages',
    unread: (count) => (count === 1 ? '1 non lu' : `${count} non lus`),
    me: 'Vous',
    theme: 'Apparence',
    themes: { system: 'Système', light: 'Clair', dark: 'Sombre' },
    language: 'Langue',
    duo: 'Voir les deux côtés',
    leave: 'Se déconnecter',
    leaveDemo: 'Changer de personne',
    languageSwitch: { name: 'English', label: 'Switch to English' },
    home: 'Causerie, accueil',
    endedTitle: 'Votre session est terminée',
    endedText: 'Pour votre sécurité, l’accès s’est refermé. Rien n’est perdu : vos messages vous attendent.',
    endedAction: 'Revenir à l’accueil',
    loading: 'Chargement…',
    crashTitle: 'Cette page s’est interrompue',
    crashText: 'L’incident vient de nous. Vos messages envoyés sont enregistrés ; rechargez la page pour continuer.',
    crashAction: 'Recharger la page',
    staleTitle: 'Cette page n’a pas pu être chargée',
    staleText: 'Le réseau a été coupé, ou une nouvelle version vient d’être installée.',
    staleAction: 'Réessayer',
    missingTitle: 'Cette page n’existe pas',
    missingText: 'L’adresse est peut-être incomplète, ou la page a changé de place.',
    missingAction: 'Revenir à l’accueil',
  },
  en: {
    skip: 'Skip to the content',
    navigation: 'Pages',
    messages: 'Messages',
    calls: 'Calls',
    people: 'People',
    appointments: 'Agenda',
    notifications: 'Alerts',
    settings: 'Settings',
    unread: (count) => `${count} unread`,
    me: 'You',
    theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    duo: 'See both sides',
    leave: 'Log out',
    leaveDemo: 'Change person',
    languageSwitch: { name: 'Français', label: 'Passer en français' },
    home: 'Causerie, start',
    endedTitle: 'Your session has ended',
    endedText: 'For your safety, access has closed. Nothing is lost: your messages are waiting for you.',
    endedAction: 'Back to the start',
    loading: 'Loading…',
    crashTitle: 'This page broke off',
    crashText: 'The fault is ours. What you sent is stored; load the page again to go on.',
    crashAction: 'Load the page again',
    staleTitle: 'This page could not be loaded',
    staleText: 'The network was cut, or a new version was installed just now.',
    staleAction: 'Try again',
    missingTitle: 'There is no such page',
    missingText: 'The address may be incomplete, or the page has moved.',
    missingAction: 'Back to the start',
  },
};
