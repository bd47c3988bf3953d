/** Texts of the ready-made components, of the list of conversations and of searches. */
export interface ReadyMadeStrings {
  title: string;
  openMessaging: string;
  minimise: string;
  restore: string;
  signedOut: string;
  signedOutHint: string;
  sessionEnded: string;
  sessionEndedHint: string;
  opening: string;
  openFailed: string;
  openFailedHint: string;
  goneTitle: string;
  goneHint: string;
  searchConversations: string;
  clearSearch: string;
  filters: string;
  all: string;
  unread: string;
  archived: string;
  noneUnread: string;
  noneUnreadHint: string;
  noneArchived: string;
  noneArchivedHint: string;
  noneFound: (text: string) => string;
  noneFoundHint: string;
  showAll: string;
  foundConversations: string;
  foundMessages: string;
  foundCount: (count: number) => string;
  searchMessages: string;
  searchMessagesHint: string;
  searchHere: string;
  noMessageFound: string;
  moreResults: string;
  actions: (name: string) => string;
  markRead: string;
  archive: string;
  unarchive: string;
  block: string;
  unblock: string;
  rename: string;
  mute: string;
  unmute: string;
  remove: string;
  cancel: string;
  save: string;
  undo: string;
  done: Record<
    'archived' | 'unarchived' | 'blocked' | 'unblocked' | 'renamed' | 'removed' | 'muted' | 'unmuted',
    string
  >;
  blockTitle: (name: string) => string;
  blockHint: string;
  removeTitle: (name: string) => string;
  removeHint: string;
  renameTitle: string;
  renameField: string;
  renameHint: string;
  isBlocked: string;
  isArchived: string;
  photo: string;
  file: string;
  statistics: string;
  statisticsRange: string;
  sent: string;
  received: string;
  activeNow: string;
  answerTime: string;
  noAnswers: string;
  exampleTitle: string;
  exampleHint: string;
  exampleCode: string;
  exampleButton: string;
  exampleWidget: string;
  exampleWindow: string;
  exampleHooks: string;
  lastMessages: (count: number) => string;
}

export const readyMadeFr: ReadyMadeStrings = {
  title: 'Messagerie',
  openMessaging: 'Ouvrir la messagerie',
  minimise: 'Réduire',
  restore: 'Agrandir',
  signedOut: 'Vous n’êtes pas connecté',
  signedOutHint: 'Connectez-vous à votre compte pour retrouver vos conversations.',
  sessionEnded: 'Votre session est terminée',
  sessionEndedHint: 'Reconnectez-vous à votre compte, puis réessayez.',
  opening: 'Ouverture de la conversation…',
  openFailed: 'Cette conversation ne s’ouvre pas',
  openFailedHint: 'Vérifiez votre connexion, puis réessayez.',
  goneTitle: 'Cette conversation n’existe plus',
  goneHint: 'Elle a été supprimée, ou vous n’y participez plus.',
  searchConversations: 'Rechercher',
  clearSearch: 'Effacer la recherche',
  filters: 'Filtrer les conversations',
  all: 'Toutes',
  unread: 'Non lues',
  archived: 'Archives',
  noneUnread: 'Tout est lu',
  noneUnreadHint: 'Les conversations avec de nouveaux messages apparaîtront ici.',
  noneArchived: 'Rien dans les archives',
  noneArchivedHint: 'Archivez une conversation terminée depuis son menu : vous pourrez toujours la relire ici.',
  noneFound: (text) => `Aucun résultat pour « ${text} »`,
  noneFoundHint: 'Essayez un autre nom, un autre objet ou un autre mot.',
  showAll: 'Voir toutes les conversations',
  foundConversations: 'Conversations',
  foundMessages: 'Messages',
  foundCount: (count) => (count === 0 ? 'Aucun résultat' : count === 1 ? '1 résultat' : `${count} résultats`),
  searchMessages: 'Rechercher dans les messages',
  searchMessagesHint: 'Saisissez au moins deux lettres.',
  searchHere: 'Rechercher dans cette conversation',
  noMessageFound: 'Aucun message ne contient ces mots.',
  moreResults: 'Plus de résultats',
  actions: (name) => `Actions pour ${name}`,
  markRead: 'Marquer comme lue',
  archive: 'Archiver',
  unarchive: 'Sortir des archives',
  block: 'Bloquer',
  unblock: 'Débloquer',
  rename: 'Modifier l’objet',
  mute: 'Couper les notifications',
  unmute: 'Rétablir les notifications',
  remove: 'Supprimer',
  cancel: 'Annuler',
  save: 'Enregistrer',
  undo: 'Annuler',
  done: {
    archived: 'Conversation archivée',
    unarchived: 'Conversation sortie des archives',
    blocked: 'Conversation bloquée',
    unblocked: 'Conversation débloquée',
    renamed: 'Objet modifié',
    removed: 'Conversation supprimée',
    muted: 'Notifications coupées',
    unmuted: 'Notifications rétablies',
  },
  blockTitle: (name) => `Bloquer la conversation avec ${name} ?`,
  blockHint: 'Plus personne ne pourra y écrire tant que vous ne l’aurez pas débloquée. Les messages restent lisibles.',
  removeTitle: (name) => `Supprimer la conversation avec ${name} ?`,
  removeHint: 'Elle disparaîtra pour vous deux, avec ses messages et ses fichiers. Cette action est définitive.',
  renameTitle: 'Objet de la conversation',
  renameField: 'Objet',
  renameHint: 'Visible par toutes les personnes de la conversation. Laissez vide pour l’enlever.',
  isBlocked: 'Bloquée',
  isArchived: 'Archivée',
  photo: 'Photo',
  file: 'Fichier',
  statistics: 'Activité',
  statisticsRange: '30 derniers jours',
  sent: 'Envoyés',
  received: 'Reçus',
  activeNow: 'En cours',
  answerTime: 'Réponse médiane',
  noAnswers: 'Aucune',
  exampleTitle: 'Intégrer la messagerie',
  exampleHint: 'Chaque composant tel qu’il s’écrit dans votre page, et tel qu’il s’affiche.',
  exampleCode: 'Code',
  exampleButton: 'Un bouton',
  exampleWidget: 'Un panneau',
  exampleWindow: 'Liste et conversation',
  exampleHooks: 'Vos propres composants',
  lastMessages: (count) =>
    count === 1 ? '1 message reçu depuis l’ouverture' : `${count} messages reçus depuis l’ouverture`,
};

export const readyMadeEn: ReadyMadeStrings = {
  title: 'Messages',
  openMessaging: 'Open messages',
  minimise: 'Minimise',
  restore: 'Expand',
  signedOut: 'You are not signed in',
  signedOutHint: 'Sign in to your account to find your conversations.',
  sessionEnded: 'Your session has ended',
  sessionEndedHint: 'Sign in to your account again, then retry.',
  opening: 'Opening the conversation…',
  openFailed: 'This conversation does not open',
  openFailedHint: 'Check your connection, then try again.',
  goneTitle: 'This conversation is gone',
  goneHint: 'It was removed, or you no longer take part in it.',
  searchConversations: 'Search',
  clearSearch: 'Clear the search',
  filters: 'Filter conversations',
  all: 'All',
  unread: 'Unread',
  archived: 'Archive',
  noneUnread: 'All caught up',
  noneUnreadHint: 'Conversations with new messages will appear here.',
  noneArchived: 'Nothing in the archive',
  noneArchivedHint: 'Archive a conversation from its menu when it is over: you can always read it again here.',
  noneFound: (text) => `Nothing found for “${text}”`,
  noneFoundHint: 'Try another name, subject or word.',
  showAll: 'Show all conversations',
  foundConversations: 'Conversations',
  foundMessages: 'Messages',
  foundCount: (count) => (count === 0 ? 'No results' : count === 1 ? '1 result' : `${count} results`),
  searchMessages: 'Search messages',
  searchMessagesHint: 'Type at least two letters.',
  searchHere: 'Search this conversation',
  noMessageFound: 'No message has these words.',
  moreResults: 'More results',
  actions: (name) => `Actions for ${name}`,
  markRead: 'Mark as read',
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  block: 'Block',
  unblock: 'Unblock',
  rename: 'Change the subject',
  mute: 'Mute notifications',
  unmute: 'Unmute notifications',
  remove: 'Delete',
  cancel: 'Cancel',
  save: 'Save',
  undo: 'Undo',
  done: {
    archived: 'Conversation archived',
    unarchived: 'Conversation taken out of the archive',
    blocked: 'Conversation blocked',
    unblocked: 'Conversation unblocked',
    renamed: 'Subject changed',
    removed: 'Conversation deleted',
    muted: 'Notifications muted',
    unmuted: 'Notifications unmuted',
  },
  blockTitle: (name) => `Block the conversation with ${name}?`,
  blockHint: 'Nobody can write in it until you unblock it. The messages stay readable.',
  removeTitle: (name) => `Delete the conversation with ${name}?`,
  removeHint: 'It disappears for both of you, with its messages and files. This cannot be undone.',
  renameTitle: 'Subject of the conversation',
  renameField: 'Subject',
  renameHint: 'Everybody in the conversation sees it. Leave it empty to take it away.',
  isBlocked: 'Blocked',
  isArchived: 'Archived',
  photo: 'Photo',
  file: 'File',
  statistics: 'Activity',
  statisticsRange: 'Last 30 days',
  sent: 'Sent',
  received: 'Received',
  activeNow: 'Active',
  answerTime: 'Median answer',
  noAnswers: 'None',
  exampleTitle: 'Add messaging to your app',
  exampleHint: 'Every component as you write it in your page, and as it looks.',
  exampleCode: 'Code',
  exampleButton: 'A button',
  exampleWidget: 'A panel',
  exampleWindow: 'List and conversation',
  exampleHooks: 'Components of your own',
  lastMessages: (count) =>
    count === 1 ? '1 message received since this opened' : `${count} messages received since this opened`,
};
