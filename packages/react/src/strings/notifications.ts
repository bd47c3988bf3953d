import type { NotificationKind } from '@causerie/client';

/** Texts of notifications. */
export interface NotificationsStrings {
  title: string;
  /** Name of the bell for readers of the screen. */
  bell: (unread: number) => string;
  seeAll: string;
  markAllRead: string;
  markRead: string;
  remove: string;
  unread: string;
  none: string;
  noneHint: string;
  noneFiltered: string;
  showEverything: string;
  all: string;
  onlyUnread: string;
  filters: string;
  older: string;
  changeFailed: string;
  /** Names of the kinds, for filters and preferences. */
  kinds: Record<NotificationKind, string>;
  /** What a notification says; `name` is who it comes from, where that is known. */
  message: (count: number, name: string | null) => string;
  call: (name: string | null) => string;
  missedCall: (name: string | null) => string;
  appointment: (change: string | null, when: string | null) => string;
  system: string;

  preferences: string;
  saved: string;
  saving: string;
  saveFailed: string;
  channels: string;
  channelsHint: string;
  channel: Record<'inApp' | 'push' | 'email', string>;
  /** One box of the table: a kind on a channel. */
  kindOn: (kind: string, channel: string) => string;
  everything: string;
  sound: string;
  soundHint: string;
  names: string;
  namesHint: string;
  quietHours: string;
  quietHoursHint: string;
  from: string;
  to: string;
  timeZone: string;
  quietHoursSame: string;
  thisDevice: string;
  deviceOn: string;
  deviceOff: string;
  deviceOffHint: string;
  devicePageOnly: string;
  deviceDenied: string;
  deviceDeniedHint: string;
  deviceUnsupported: string;
  turnOn: string;
  turnOff: string;
  turnOnFailed: string;
  mutedConversations: string;
  noneMuted: string;

  promptTitle: string;
  promptText: string;
  promptPrivacy: string;
  promptYes: string;
  promptLater: string;

  mute: string;
  muteMenu: string;
  muted: string;
  /** Until a time of today, and until a moment of another day. */
  mutedUntil: (when: string) => string;
  mutedUntilDay: (when: string) => string;
  muteOneHour: string;
  muteEightHours: string;
  muteTomorrow: string;
  muteAlways: string;
  unmute: string;
}

const BOOKING_FR: Record<string, string> = {
  'appointment.booked': 'Rendez-vous confirmé',
  'appointment.rescheduled': 'Rendez-vous déplacé',
  'appointment.cancelled': 'Rendez-vous annulé',
};

const BOOKING_EN: Record<string, string> = {
  'appointment.booked': 'Appointment confirmed',
  'appointment.rescheduled': 'Appointment moved',
  'appointment.cancelled': 'Appointment cancelled',
};

export const notificationsFr: NotificationsStrings = {
  title: 'Notifications',
  bell: (unread) => {
    if (unread === 0) return 'Notifications, aucune non lue';
    return unread === 1 ? 'Notifications, 1 non lue' : `Notifications, ${unread} non lues`;
  },
  seeAll: 'Tout voir',
  markAllRead: 'Tout marquer comme lu',
  markRead: 'Marquer comme lue',
  remove: 'Supprimer',
  unread: 'Non lue',
  none: 'Rien de nouveau',
  noneHint: 'Messages, appels manqués et rendez-vous : tout ce qui vous attend s’affichera ici.',
  noneFiltered: 'Aucune notification ne correspond à ces filtres.',
  showEverything: 'Tout afficher',
  all: 'Toutes',
  onlyUnread: 'Non lues seulement',
  filters: 'Filtrer les notifications',
  older: 'Notifications plus anciennes',
  changeFailed: 'La modification n’a pas abouti : elle a été annulée.',
  kinds: {
    message: 'Messages',
    call: 'Appels',
    'missed-call': 'Appels manqués',
    appointment: 'Rendez-vous',
    system: 'Informations',
  },
  message: (count, name) => {
    const what = count === 1 ? 'Nouveau message' : `${count} nouveaux messages`;
    return name === null ? what : `${what} de ${name}`;
  },
  call: (name) => (name === null ? 'Appel entrant' : `Appel de ${name}`),
  missedCall: (name) => (name === null ? 'Appel manqué' : `Appel manqué de ${name}`),
  appointment: (change, when) => {
    const what = BOOKING_FR[change ?? ''] ?? 'À propos de votre rendez-vous';
    return when === null ? what : `${what} : ${when}`;
  },
  system: 'Information',

  preferences: 'Préférences de notification',
  saved: 'Enregistré',
  saving: 'Enregistrement…',
  saveFailed: 'L’enregistrement n’a pas abouti. Votre choix précédent est rétabli.',
  channels: 'Ce dont vous voulez être informé, et où',
  channelsHint: 'Les e-mails regroupent les messages restés non lus, au plus un toutes les quatre heures.',
  channel: { inApp: 'Application', push: 'Appareils', email: 'E-mail' },
  kindOn: (kind, channel) => `${kind} : ${channel.toLocaleLowerCase('fr')}`,
  everything: 'Tout',
  sound: 'Sons',
  soundHint: 'Un son discret quand un message arrive et que vous regardez ailleurs.',
  names: 'Afficher le nom de la personne',
  namesHint: 'Sur l’écran verrouillé et dans les e-mails. Le texte des messages n’y figure jamais.',
  quietHours: 'Heures calmes',
  quietHoursHint: 'Ni son ni notification sur vos appareils pendant ces heures ; la liste, elle, reste complète.',
  from: 'De',
  to: 'À',
  timeZone: 'Fuseau horaire',
  quietHoursSame: 'Le début et la fin doivent être différents.',
  thisDevice: 'Cet appareil',
  deviceOn: 'Cet appareil vous prévient, même quand la page est fermée.',
  deviceOff: 'Cet appareil ne vous prévient pas encore.',
  deviceOffHint: 'Activez les notifications pour savoir qu’un message est arrivé, même quand la page est fermée.',
  devicePageOnly: 'Cet appareil vous prévient tant que la page est ouverte.',
  deviceDenied: 'Les notifications sont bloquées par votre navigateur.',
  deviceDeniedHint:
    'Pour les autoriser : cliquez sur l’icône à gauche de l’adresse de la page, ouvrez « Notifications », puis choisissez « Autoriser ».',
  deviceUnsupported:
    'Ce navigateur ne peut pas afficher de notifications. Sur iPhone et iPad, ajoutez d’abord la page à l’écran d’accueil.',
  turnOn: 'Activer les notifications',
  turnOff: 'Désactiver sur cet appareil',
  turnOnFailed: 'Le navigateur n’a pas pu activer les notifications. Réessayez dans un moment.',
  mutedConversations: 'Conversations en sourdine',
  noneMuted: 'Aucune conversation n’est en sourdine.',

  promptTitle: 'Être prévenu des réponses ?',
  promptText: 'Cet appareil peut vous signaler un nouveau message, un appel ou un rendez-vous, même page fermée.',
  promptPrivacy: 'Le texte des messages n’apparaît jamais dans les notifications.',
  promptYes: 'Oui, me prévenir',
  promptLater: 'Plus tard',

  mute: 'Mettre en sourdine',
  muteMenu: 'Sourdine de cette conversation',
  muted: 'En sourdine',
  mutedUntil: (when) => `En sourdine jusqu’à ${when}`,
  mutedUntilDay: (when) => `En sourdine jusqu’au ${when}`,
  muteOneHour: 'Pendant 1 heure',
  muteEightHours: 'Pendant 8 heures',
  muteTomorrow: 'Jusqu’à demain matin',
  muteAlways: 'Jusqu’à nouvel ordre',
  unmute: 'Réactiver les notifications',
};

export const notificationsEn: NotificationsStrings = {
  title: 'Notifications',
  bell: (unread) => (unread === 0 ? 'Notifications, none unread' : `Notifications, ${unread} unread`),
  seeAll: 'See all',
  markAllRead: 'Mark all as read',
  markRead: 'Mark as read',
  remove: 'Delete',
  unread: 'Unread',
  none: 'Nothing new',
  noneHint: 'Messages, missed calls and appointments: whatever waits for you will be here.',
  noneFiltered: 'No notification matches these filters.',
  showEverything: 'Show everything',
  all: 'All',
  onlyUnread: 'Unread only',
  filters: 'Filter notifications',
  older: 'Older notifications',
  changeFailed: 'The change did not go through and was taken back.',
  kinds: {
    message: 'Messages',
    call: 'Calls',
    'missed-call': 'Missed calls',
    appointment: 'Appointments',
    system: 'Notices',
  },
  message: (count, name) => {
    const what = count === 1 ? 'New message' : `${count} new messages`;
    return name === null ? what : `${what} from ${name}`;
  },
  call: (name) => (name === null ? 'Incoming call' : `Call from ${name}`),
  missedCall: (name) => (name === null ? 'Missed call' : `Missed call from ${name}`),
  appointment: (change, when) => {
    const what = BOOKING_EN[change ?? ''] ?? 'About your appointment';
    return when === null ? what : `${what}: ${when}`;
  },
  system: 'Notice',

  preferences: 'Notification preferences',
  saved: 'Saved',
  saving: 'Saving…',
  saveFailed: 'This could not be saved. Your earlier choice is back.',
  channels: 'What you want to be told, and where',
  channelsHint: 'E-mails gather messages that stay unread, at most one every four hours.',
  channel: { inApp: 'App', push: 'Devices', email: 'E-mail' },
  kindOn: (kind, channel) => `${kind}: ${channel.toLocaleLowerCase('en')}`,
  everything: 'Everything',
  sound: 'Sounds',
  soundHint: 'A soft sound when a message arrives while you look elsewhere.',
  names: 'Show the person’s name',
  namesHint: 'On the lock screen and in e-mails. The text of messages is never there.',
  quietHours: 'Quiet hours',
  quietHoursHint: 'No sound and nothing on your devices during these hours; the list has everything all the same.',
  from: 'From',
  to: 'To',
  timeZone: 'Time zone',
  quietHoursSame: 'Beginning and end must differ.',
  thisDevice: 'This device',
  deviceOn: 'This device tells you, even when the page is closed.',
  deviceOff: 'This device does not tell you yet.',
  deviceOffHint: 'Turn notifications on to hear of a message even when the page is closed.',
  devicePageOnly: 'This device tells you as long as the page is open.',
  deviceDenied: 'Notifications are blocked by your browser.',
  deviceDeniedHint:
    'To allow them: choose the icon to the left of the page’s address, open “Notifications”, then pick “Allow”.',
  deviceUnsupported:
    'This browser cannot show notifications. On iPhone and iPad, add the page to the home screen first.',
  turnOn: 'Turn notifications on',
  turnOff: 'Turn off on this device',
  turnOnFailed: 'The browser could not turn notifications on. Try again in a moment.',
  mutedConversations: 'Muted conversations',
  noneMuted: 'No conversation is muted.',

  promptTitle: 'Hear of replies?',
  promptText: 'This device can tell you of a new message, a call or an appointment, even when the page is closed.',
  promptPrivacy: 'The text of messages never appears in notifications.',
  promptYes: 'Yes, tell me',
  promptLater: 'Later',

  mute: 'Mute',
  muteMenu: 'Mute this conversation',
  muted: 'Muted',
  mutedUntil: (when) => `Muted until ${when}`,
  mutedUntilDay: (when) => `Muted until ${when}`,
  muteOneHour: 'For 1 hour',
  muteEightHours: 'For 8 hours',
  muteTomorrow: 'Until tomorrow morning',
  muteAlways: 'Until further notice',
  unmute: 'Let it be heard again',
};
