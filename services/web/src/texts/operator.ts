import type { Bilingual } from '../texts.ts';

/** Texts of the operator's page. */
export interface OperatorTexts {
  title: string;
  lead: string;
  tokenTitle: string;
  tokenHint: string;
  tokenLabel: string;
  look: string;
  refused: string;
  forget: string;
  home: string;
  figures: string;
  sockets: string;
  people: (count: number) => string;
  conversations: string;
  active: (count: number) => string;
  messages: string;
  lastDays: string;
  answer: string;
  answerHint: (count: number) => string;
  calls: string;
  answered: (count: number) => string;
  relayed: string;
  relayedHint: string;
  perDay: string;
  perDayTable: { day: string; sent: string };
  services: string;
  servicesHidden: string;
  states: { ready: string; 'not-ready': string; down: string };
  deadLetters: (count: number) => string;
  privacy: string;
  privacyNone: string;
  kinds: { export: string; erasure: string };
  confirm: string;
  refuse: string;
  decideFailed: string;
  audit: string;
  auditHint: string;
  auditColumns: { at: string; who: string; what: string; target: string; outcome: string };
  auditNone: string;
  unreached: string;
}

/** See {@link OperatorTexts}. */
export const operatorTexts: Bilingual<OperatorTexts> = {
  fr: {
    title: 'Exploitation',
    lead: 'L’état du service et ses chiffres. Jamais le contenu des messages, ni le nom des personnes dans le journal.',
    tokenTitle: 'Réservé aux exploitants',
    tokenHint: 'Collez un jeton dont le rôle est « admin ». Il reste dans cette page et s’oublie avec elle.',
    tokenLabel: 'Jeton d’exploitant',
    look: 'Regarder',
    refused: 'Ce jeton n’ouvre pas cette page.',
    forget: 'Oublier le jeton',
    home: 'Accueil',
    figures: 'Chiffres',
    sockets: 'Connexions',
    people: (count) => (count === 1 ? '1 personne' : `${count} personnes`),
    conversations: 'Conversations',
    active: (count) => (count === 1 ? '1 active' : `${count} actives`),
    messages: 'Messages',
    lastDays: '30 derniers jours',
    answer: 'Délai de réponse',
    answerHint: (count) => `médiane sur ${count} réponses`,
    calls: 'Appels',
    answered: (count) => (count === 1 ? '1 décroché' : `${count} décrochés`),
    relayed: 'Par le relais',
    relayedHint: 'part des participants',
    perDay: 'Messages par jour',
    perDayTable: { day: 'Jour', sent: 'Messages' },
    services: 'Services',
    servicesHidden:
      'Le détail par service n’est pas exposé par la passerelle, et c’est voulu : lisez /readyz et /metrics sur le port de chacun.',
    states: { ready: 'Prêt', 'not-ready': 'Pas prêt', down: 'Ne répond pas' },
    deadLetters: (count) =>
      count === 0 ? 'Aucun travail abandonné' : count === 1 ? '1 travail abandonné' : `${count} travaux abandonnés`,
    privacy: 'Demandes d’effacement en attente',
    privacyNone: 'Aucune demande n’attend de décision.',
    kinds: { export: 'Archive', erasure: 'Effacement' },
    confirm: 'Confirmer',
    refuse: 'Refuser',
    decideFailed: 'La décision n’a pas été enregistrée.',
    audit: 'Journal des accès',
    auditHint: 'Les derniers accès : qui, quoi, à quoi, avec quelle issue. Des identifiants, jamais de contenu.',
    auditColumns: { at: 'Quand', who: 'Qui', what: 'Quoi', target: 'À quoi', outcome: 'Issue' },
    auditNone: 'Le journal est vide.',
    unreached: 'Non joint',
  },
  en: {
    title: 'Operations',
    lead: 'How the service is, in figures. Never what messages say, and no names of people in the record.',
    tokenTitle: 'For operators only',
    tokenHint: 'Paste a token whose role is “admin”. It stays in this page and is forgotten with it.',
    tokenLabel: 'Operator’s token',
    look: 'Look',
    refused: 'This token does not open this page.',
    forget: 'Forget the token',
    home: 'Start',
    figures: 'Figures',
    sockets: 'Connections',
    people: (count) => (count === 1 ? '1 person' : `${count} people`),
    conversations: 'Conversations',
    active: (count) => `${count} active`,
    messages: 'Messages',
    lastDays: 'last 30 days',
    answer: 'Time to answer',
    answerHint: (count) => `median of ${count} answers`,
    calls: 'Calls',
    answered: (count) => `${count} answered`,
    relayed: 'Through the relay',
    relayedHint: 'share of participants',
    perDay: 'Messages per day',
    perDayTable: { day: 'Day', sent: 'Messages' },
    services: 'Services',
    servicesHidden:
      'The gateway does not show each service, and that is meant so: read /readyz and /metrics on the port of each.',
    states: { ready: 'Ready', 'not-ready': 'Not ready', down: 'No answer' },
    deadLetters: (count) => (count === 0 ? 'No job was given up' : `${count} given up`),
    privacy: 'Erasures that wait for a decision',
    privacyNone: 'No request waits for a decision.',
    kinds: { export: 'Archive', erasure: 'Erasure' },
    confirm: 'Confirm',
    refuse: 'Refuse',
    decideFailed: 'The decision was not stored.',
    audit: 'Record of accesses',
    auditHint: 'The last accesses: who, what, to what, with what outcome. Ids, never content.',
    auditColumns: { at: 'When', who: 'Who', what: 'What', target: 'To what', outcome: 'Outcome' },
    auditNone: 'Nothing is recorded.',
    unreached: 'Not reached',
  },
};
