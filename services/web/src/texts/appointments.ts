import type { Bilingual } from '../texts.ts';

/** Texts of the agenda. */
export interface AppointmentsTexts {
  title: string;
  lead: string;
  leadHost: string;
  book: string;
  bookTitle: string;
  withWhom: string;
  label: string;
  labelExample: string;
  when: string;
  lasts: string;
  minutes: (count: number) => string;
  soon: string;
  tomorrow: string;
  confirm: string;
  giveUp: string;
  booked: string;
  moved: string;
  cancelledNow: string;
  seeConversation: string;
  upcoming: string;
  past: string;
  none: string;
  noneHint: string;
  noneHintHost: string;
  cancelled: string;
  over: string;
  callOpen: string;
  callOpens: (when: string) => string;
  conversation: string;
  call: string;
  move: string;
  moveTitle: string;
  moveConfirm: string;
  cancel: string;
  cancelTitle: string;
  cancelText: string;
  cancelConfirm: string;
  keep: string;
  failed: string;
  callFailed: string;
}

/** See {@link AppointmentsTexts}. */
export const appointmentsTexts: Bilingual<AppointmentsTexts> = {
  fr: {
    title: 'Agenda',
    lead: 'Chaque rendez-vous ouvre une conversation, et un appel à son heure. Ici, la démonstration joue votre logiciel d’agenda.',
    leadHost: 'Chaque rendez-vous pris dans votre logiciel ouvre une conversation, et un appel à son heure.',
    book: 'Prendre un rendez-vous',
    bookTitle: 'Nouveau rendez-vous',
    withWhom: 'Avec',
    label: 'Motif',
    labelExample: 'Téléconsultation de suivi',
    when: 'Début',
    lasts: 'Durée',
    minutes: (count) => `${count} min`,
    soon: 'Dans 10 minutes',
    tomorrow: 'Demain à 9 h',
    confirm: 'Réserver',
    giveUp: 'Annuler',
    booked: 'C’est réservé : une conversation s’est ouverte avec son message.',
    moved: 'C’est déplacé : la conversation le dit aux deux personnes.',
    cancelledNow: 'C’est annulé : la conversation le dit, et reste ouverte.',
    seeConversation: 'Voir la conversation',
    upcoming: 'À venir',
    past: 'Passés et annulés',
    none: 'Aucun rendez-vous',
    noneHint: 'Prenez-en un : sa conversation s’ouvrira aussitôt.',
    noneHintHost: 'Les rendez-vous pris dans votre logiciel apparaissent ici.',
    cancelled: 'Annulé',
    over: 'Passé',
    callOpen: 'Appel ouvert',
    callOpens: (when) => `Appel dès ${when}`,
    conversation: 'Conversation',
    call: 'Appeler',
    move: 'Déplacer',
    moveTitle: 'Déplacer le rendez-vous',
    moveConfirm: 'Déplacer',
    cancel: 'Annuler le rendez-vous',
    cancelTitle: 'Annuler ce rendez-vous ?',
    cancelText: 'Les deux personnes en seront informées dans la conversation, qui reste ouverte.',
    cancelConfirm: 'Oui, annuler',
    keep: 'Le garder',
    failed: 'Cela n’a pas abouti. Vérifiez la date, puis réessayez.',
    callFailed: 'L’appel n’a pas pu être ouvert.',
  },
  en: {
    title: 'Agenda',
    lead: 'Each appointment opens a conversation, and a call at its time. Here the demonstration plays your booking software.',
    leadHost: 'Each appointment of your booking software opens a conversation, and a call at its time.',
    book: 'Book an appointment',
    bookTitle: 'New appointment',
    withWhom: 'With',
    label: 'About',
    labelExample: 'Video follow-up',
    when: 'Begins',
    lasts: 'Lasts',
    minutes: (count) => `${count} min`,
    soon: 'In 10 minutes',
    tomorrow: 'Tomorrow at 9',
    confirm: 'Book',
    giveUp: 'Cancel',
    booked: 'Booked: a conversation was opened, with its message.',
    moved: 'Moved: the conversation tells both people.',
    cancelledNow: 'Cancelled: the conversation says so, and stays open.',
    seeConversation: 'See the conversation',
    upcoming: 'To come',
    past: 'Past and cancelled',
    none: 'No appointments',
    noneHint: 'Book one: its conversation opens at once.',
    noneHintHost: 'Appointments of your booking software appear here.',
    cancelled: 'Cancelled',
    over: 'Past',
    callOpen: 'Call open',
    callOpens: (when) => `Call from ${when}`,
    conversation: 'Conversation',
    call: 'Call',
    move: 'Move',
    moveTitle: 'Move the appointment',
    moveConfirm: 'Move',
    cancel: 'Cancel the appointment',
    cancelTitle: 'Cancel this appointment?',
    cancelText: 'Both people are told in the conversation, which stays open.',
    cancelConfirm: 'Yes, cancel it',
    keep: 'Keep it',
    failed: 'That did not work. Check the date, then try again.',
    callFailed: 'The call could not be opened.',
  },
};
