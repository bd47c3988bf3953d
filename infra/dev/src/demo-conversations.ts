import type { DemoFileName } from './demo-files.ts';
import type { DemoPerson } from './people.ts';

type Side = DemoPerson['side'];

/** One line of a conversation that is there on the first visit. */
export interface DemoMessage {
  from: Side;
  text: string;
  file?: DemoFileName;
  /** Place of the line that this one answers, counted from 0. */
  replyTo?: number;
  /** What the other side put on it. */
  reaction?: string;
}

/** What two people have written to each other before the first visit, oldest first. */
export interface DemoConversation {
  /** Names its messages in idempotency keys: it never changes. */
  key: string;
  professional: string;
  client: string;
  subject: string;
  messages: readonly DemoMessage[];
  /** How many of the last lines their reader has not seen yet. */
  unread?: number;
}

/** The conversations of people who know each other. */
export const demoConversations: readonly DemoConversation[] = [
  {
    key: 'follow-up',
    professional: '7',
    client: '42',
    subject: 'Suivi de consultation',
    messages: [
      { from: 'client', text: 'Bonjour docteur, merci pour la consultation d’hier. Je me sens déjà un peu mieux.' },
      {
        from: 'professional',
        text: 'Bonjour Léa, voilà une bonne nouvelle ! Pensez à bien terminer le traitement, même si tout va mieux.',
        reaction: '👍',
      },
      { from: 'client', text: 'C’est noté. Faut-il être à jeun pour la prise de sang de jeudi ?' },
      {
        from: 'professional',
        text: 'Oui, douze heures à jeun ; l’eau est permise. Je vous joins la fiche du cabinet, tout y est.',
        replyTo: 2,
        file: 'advice.pdf',
        reaction: '🙏',
      },
      { from: 'client', text: 'Parfait, merci ! Peut-on faire le point en visio une fois les résultats reçus ?' },
      { from: 'professional', text: 'Avec plaisir. Je vous appellerai ici même. Bonne fin de journée !' },
    ],
  },
  {
    key: 'colour',
    professional: '12',
    client: '42',
    subject: 'Couleur du printemps',
    unread: 2,
    messages: [
      { from: 'client', text: 'Bonjour ! J’aimerais quelque chose de plus lumineux, sans passer au blond.' },
      { from: 'professional', text: 'Bonjour Léa, excellente idée. Que dites-vous de l’une de ces nuances ?' },
      { from: 'professional', text: '', file: 'shades.png', reaction: '😍' },
      { from: 'client', text: 'La troisième en partant de la gauche, sans hésiter.', replyTo: 2, reaction: '🎉' },
      { from: 'professional', text: 'C’est le « miel doré ». Il faut compter deux heures, soin compris.' },
      {
        from: 'professional',
        text: 'Samedi à 10 h, cela vous conviendrait ? Je vous garde le créneau jusqu’à ce soir.',
      },
    ],
  },
  {
    key: 'renewal',
    professional: '7',
    client: '43',
    subject: 'Renouvellement',
    unread: 1,
    messages: [
      { from: 'client', text: 'Bonjour docteur, mon ordonnance se termine vendredi.' },
      {
        from: 'professional',
        text: 'Bonjour Karim, je la renouvelle. Votre tension, ces derniers jours ?',
        reaction: '✅',
      },
      { from: 'client', text: '12/8 ce matin, 13/8 hier soir.', replyTo: 1 },
    ],
  },
  {
    key: 'wedding',
    professional: '12',
    client: '44',
    subject: 'Essai coiffure de mariage',
    messages: [
      { from: 'professional', text: 'Bonjour Inès, l’essai est réservé. Pensez à apporter une photo de la robe.' },
      { from: 'client', text: 'Merci ! Puis-je venir avec ma sœur ?' },
      { from: 'professional', text: 'Bien sûr, nous préparerons deux thés.', replyTo: 1, reaction: '🥰' },
    ],
  },
  {
    key: 'results',
    professional: '7',
    client: '45',
    subject: 'Résultats',
    messages: [
      { from: 'professional', text: 'Bonjour Zoë, vos résultats sont bons : rien à signaler.' },
      { from: 'client', text: 'Quel soulagement, merci docteur !', replyTo: 0, reaction: '😊' },
    ],
  },
];

/** An appointment of the demonstration, told in minutes from the first start on. */
export interface DemoAppointment {
  appointmentId: string;
  professional: string;
  client: string;
  label: string;
  startsInMinutes: number;
  lastsMinutes: number;
  /** What became of it already. */
  isOver?: true;
}

const DAY = 24 * 60;

/** One whose call can be opened at once, one to come, and one that was cancelled and put away. */
export const demoAppointments: readonly DemoAppointment[] = [
  {
    appointmentId: 'demo-follow-up',
    professional: '7',
    client: '42',
    label: 'Téléconsultation de suivi',
    startsInMinutes: 10,
    lastsMinutes: 30,
  },
  {
    appointmentId: 'demo-wedding',
    professional: '12',
    client: '44',
    label: 'Essai coiffure de mariage',
    startsInMinutes: 2 * DAY,
    lastsMinutes: 90,
  },
  {
    appointmentId: 'demo-vaccination',
    professional: '7',
    client: '45',
    label: 'Vaccination antigrippale',
    startsInMinutes: 3 * DAY,
    lastsMinutes: 15,
    isOver: true,
  },
];
