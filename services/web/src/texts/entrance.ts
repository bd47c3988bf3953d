import type { Bilingual } from '../texts.ts';

/** Texts of the first screen. */
export interface EntranceTexts {
  pageTitle: string;
  title: string;
  lead: string;
  promises: readonly { title: string; text: string }[];
  glimpse: {
    name: string;
    status: string;
    day: string;
    theirs: string;
    file: string;
    mine: string;
    appointment: string;
    appointmentTime: string;
    call: string;
  };
  tryTitle: string;
  duo: string;
  duoHint: string;
  or: string;
  continueAs: (name: string) => string;
  professionals: string;
  clients: string;
  unreachable: string;
  unreachableHint: string;
  retry: string;
  enterTitle: string;
  enterLead: string;
  enterHow: string;
  enterExample: string;
  enterPrivacy: string;
  tokenLabel: string;
  tokenPlaceholder: string;
  enter: string;
  links: { api: string; components: string; operator: string; join: string };
}

/** See {@link EntranceTexts}. */
export const entranceTexts: Bilingual<EntranceTexts> = {
  fr: {
    pageTitle: 'La messagerie des rendez-vous',
    title: 'Entre deux rendez‑vous, la conversation continue.',
    lead: 'Messages, documents et visio entre un cabinet et ses patients, un salon et ses clients. Hébergé chez vous.',
    promises: [
      {
        title: 'Envoyé veut dire enregistré',
        text: 'La coche n’apparaît qu’une fois votre message gardé pour de bon.',
      },
      { title: 'Rien ne se perd', text: 'Un serveur s’arrête ? La conversation reprend seule, sans trou ni doublon.' },
      { title: 'Chez vous, et pas ailleurs', text: 'Messages, fichiers et appels restent sur vos propres serveurs.' },
    ],
    glimpse: {
      name: 'Dr Camille Moreau',
      status: 'En ligne',
      day: 'Aujourd’hui',
      theirs: 'Vos résultats sont bons. Je vous joins le détail.',
      file: 'Résultats.pdf',
      mine: 'Quel soulagement. À mardi !',
      appointment: 'Téléconsultation',
      appointmentTime: 'Mardi, 10 h 30',
      call: 'Rejoindre',
    },
    tryTitle: 'Essayez en dix secondes',
    duo: 'Voir les deux côtés',
    duoHint: 'Le cabinet et sa patiente, un seul écran',
    or: 'ou entrez en tant que',
    continueAs: (name) => `Continuer en tant que ${name}`,
    professionals: 'Professionnels',
    clients: 'Patients et clients',
    unreachable: 'Le service ne répond pas pour l’instant',
    unreachableHint: 'Il redémarre peut-être. Cette page réessaie toute seule.',
    retry: 'Réessayer maintenant',
    enterTitle: 'Entrer dans la messagerie',
    enterLead: 'Causerie s’ouvre depuis votre application, qui sait déjà qui vous êtes : aucun mot de passe de plus.',
    enterHow: 'Votre application ouvre cette page avec un jeton dans l’adresse :',
    enterExample: '#token=votre-jeton',
    enterPrivacy:
      'Le jeton n’est lu qu’une fois, retiré de l’adresse aussitôt, et oublié à la fermeture de cet onglet.',
    tokenLabel: 'Ou collez un jeton ici',
    tokenPlaceholder: 'eyJhbGciOi…',
    enter: 'Entrer',
    links: { api: 'API', components: 'Composants', operator: 'Exploitation', join: 'Rejoindre un appel' },
  },
  en: {
    pageTitle: 'Messaging for appointments',
    title: 'Between appointments, the conversation goes on.',
    lead: 'Messages, documents and video between a practice and its patients, a salon and its clients. On your own servers.',
    promises: [
      { title: 'Sent means stored', text: 'The tick appears only once your message is kept for good.' },
      {
        title: 'Nothing gets lost',
        text: 'A server stops? The conversation resumes by itself, with no gap and no double.',
      },
      { title: 'Yours, and nowhere else', text: 'Messages, files and calls stay on your own servers.' },
    ],
    glimpse: {
      name: 'Dr Camille Moreau',
      status: 'Online',
      day: 'Today',
      theirs: 'Your results are good. The details are attached.',
      file: 'Results.pdf',
      mine: 'What a relief. See you on Tuesday!',
      appointment: 'Video consultation',
      appointmentTime: 'Tuesday, 10:30',
      call: 'Join',
    },
    tryTitle: 'Try it in ten seconds',
    duo: 'See both sides',
    duoHint: 'The practice and its patient, one screen',
    or: 'or enter as',
    continueAs: (name) => `Continue as ${name}`,
    professionals: 'Professionals',
    clients: 'Patients and clients',
    unreachable: 'The service is not answering right now',
    unreachableHint: 'It may be restarting. This page tries again by itself.',
    retry: 'Try again now',
    enterTitle: 'Enter the messenger',
    enterLead: 'Causerie opens from your application, which already knows who you are: no extra password.',
    enterHow: 'Your application opens this page with a token in the address:',
    enterExample: '#token=your-token',
    enterPrivacy: 'The token is read once, removed from the address at once, and forgotten when this tab closes.',
    tokenLabel: 'Or paste a token here',
    tokenPlaceholder: 'eyJhbGciOi…',
    enter: 'Enter',
    links: { api: 'API', components: 'Components', operator: 'Operations', join: 'Join a call' },
  },
};
