/** Texts of messages, their menus and the composer. `names` are written as a list already. */
export interface MessageStrings {
  edited: string;
  editedTitle: string;
  reply: string;
  react: string;
  reactWith: (emoji: string) => string;
  moreEmoji: string;
  actions: string;
  copy: string;
  copied: string;
  edit: string;
  remove: string;
  details: string;
  quoteOf: (name: string) => string;
  quoteGone: string;
  quoteFile: string;
  quoteImage: string;
  jumpToQuote: string;
  reactions: string;
  reactedBy: (emoji: string, names: string) => string;
  somebody: string;
  removeTitle: string;
  removeHint: string;
  cancel: string;
  receiptRead: (when: string) => string;
  receiptDelivered: (when: string) => string;
  receiptNone: string;
  sentAt: (when: string) => string;
  versions: string;
  until: (when: string) => string;
  changeRefused: Record<'edit' | 'remove' | 'react', string>;
  /** What a refusal of a change or of a file means, where it is not what it means for a message. */
  reasons: Record<'conflict' | 'network', string>;
  image: (name: string) => string;
  download: (name: string) => string;
  downloadFailed: string;
  fileScanned: string;
  fileRejected: string;
  imageLost: string;
  morePictures: (count: number) => string;
  viewer: string;
  viewerPlace: (index: number, count: number) => string;
  previous: string;
  next: string;
  zoomIn: string;
  zoomOut: string;
  emojiTitle: string;
  emojiSearch: string;
  emojiNone: string;
  emojiGroups: Record<
    'recent' | 'smileys' | 'gestures' | 'hearts' | 'nature' | 'food' | 'activities' | 'objects',
    string
  >;
  attach: string;
  emoji: string;
  dropHere: (name: string) => string;
  files: string;
  uploading: (percent: number) => string;
  uploadWaits: string;
  uploadReady: string;
  removeFile: (name: string) => string;
  retryFile: (name: string) => string;
  fileFailures: Record<'type' | 'empty' | 'large' | 'many' | 'else', string>;
  replyingTo: (name: string) => string;
  replyingToMyself: string;
  editing: string;
  leaveTarget: Record<'reply' | 'edit', string>;
  save: string;
  waitsForFiles: string;
  filesStuck: string;
}

export const messageFr: MessageStrings = {
  edited: 'modifié',
  editedTitle: 'Voir les versions précédentes',
  reply: 'Répondre',
  react: 'Réagir',
  reactWith: (emoji) => `Réagir avec ${emoji}`,
  moreEmoji: 'Autres émojis',
  actions: 'Actions sur le message',
  copy: 'Copier le texte',
  copied: 'Texte copié',
  edit: 'Modifier',
  remove: 'Supprimer',
  details: 'Détails',
  quoteOf: (name) => `En réponse à ${name}`,
  quoteGone: 'Message supprimé',
  quoteFile: 'Fichier',
  quoteImage: 'Image',
  jumpToQuote: 'Aller à ce message',
  reactions: 'Réactions',
  reactedBy: (emoji, names) => `${emoji} ${names}`,
  somebody: 'quelqu’un',
  removeTitle: 'Supprimer ce message ?',
  removeHint: 'Il disparaîtra pour tout le monde. Cette action est définitive.',
  cancel: 'Annuler',
  receiptRead: (when) => `Lu le ${when}`,
  receiptDelivered: (when) => `Distribué le ${when}`,
  receiptNone: 'Pas encore distribué',
  sentAt: (when) => `Envoyé le ${when}`,
  versions: 'Ce message disait auparavant',
  until: (when) => `jusqu’au ${when}`,
  changeRefused: {
    edit: 'La modification n’a pas été enregistrée.',
    remove: 'Le message n’a pas été supprimé.',
    react: 'La réaction n’a pas été enregistrée.',
  },
  reasons: {
    conflict: 'Ce message a été supprimé entre-temps.',
    network: 'Le serveur n’a pas pu être joint.',
  },
  image: (name) => `Image : ${name}`,
  download: (name) => `Télécharger ${name}`,
  downloadFailed: 'Le téléchargement n’a pas abouti.',
  fileScanned: 'Analyse antivirus en cours',
  fileRejected: 'Fichier bloqué : il a été jugé dangereux',
  imageLost: 'Image indisponible',
  morePictures: (count) => (count === 1 ? '1 autre image' : `${count} autres images`),
  viewer: 'Visionneuse d’images',
  viewerPlace: (index, count) => `${index} sur ${count}`,
  previous: 'Image précédente',
  next: 'Image suivante',
  zoomIn: 'Agrandir',
  zoomOut: 'Réduire',
  emojiTitle: 'Choisir un émoji',
  emojiSearch: 'Rechercher un émoji',
  emojiNone: 'Aucun émoji ne correspond.',
  emojiGroups: {
    recent: 'Récents',
    smileys: 'Visages',
    gestures: 'Gestes et personnes',
    hearts: 'Cœurs et symboles',
    nature: 'Nature',
    food: 'Boire et manger',
    activities: 'Loisirs et lieux',
    objects: 'Objets',
  },
  attach: 'Joindre des fichiers',
  emoji: 'Insérer un émoji',
  dropHere: (name) => `Déposez vos fichiers pour ${name}`,
  files: 'Fichiers à envoyer',
  uploading: (percent) => `Envoi : ${percent} %`,
  uploadWaits: 'En attente',
  uploadReady: 'Prêt',
  removeFile: (name) => `Retirer ${name}`,
  retryFile: (name) => `Réessayer d’envoyer ${name}`,
  fileFailures: {
    type: 'Ce type de fichier n’est pas accepté. Pour une photo : JPEG, PNG, WebP, GIF ou AVIF.',
    empty: 'Ce fichier est vide.',
    large: 'Ce fichier est trop volumineux.',
    many: 'Dix fichiers au plus par message.',
    else: 'L’envoi n’a pas abouti.',
  },
  replyingTo: (name) => `Réponse à ${name}`,
  replyingToMyself: 'Réponse à votre message',
  editing: 'Modification du message',
  leaveTarget: { reply: 'Ne plus répondre', edit: 'Abandonner la modification' },
  save: 'Enregistrer',
  waitsForFiles: 'Le message partira dès que les fichiers seront prêts.',
  filesStuck: 'Un fichier n’a pas pu être envoyé : réessayez ou retirez-le.',
};

export const messageEn: MessageStrings = {
  edited: 'edited',
  editedTitle: 'Show earlier versions',
  reply: 'Reply',
  react: 'React',
  reactWith: (emoji) => `React with ${emoji}`,
  moreEmoji: 'More emoji',
  actions: 'Message actions',
  copy: 'Copy text',
  copied: 'Text copied',
  edit: 'Edit',
  remove: 'Delete',
  details: 'Details',
  quoteOf: (name) => `In reply to ${name}`,
  quoteGone: 'Message deleted',
  quoteFile: 'File',
  quoteImage: 'Picture',
  jumpToQuote: 'Go to this message',
  reactions: 'Reactions',
  reactedBy: (emoji, names) => `${emoji} ${names}`,
  somebody: 'somebody',
  removeTitle: 'Delete this message?',
  removeHint: 'It will be gone for everybody. This cannot be undone.',
  cancel: 'Cancel',
  receiptRead: (when) => `Read ${when}`,
  receiptDelivered: (when) => `Delivered ${when}`,
  receiptNone: 'Not delivered yet',
  sentAt: (when) => `Sent ${when}`,
  versions: 'This message used to say',
  until: (when) => `until ${when}`,
  changeRefused: {
    edit: 'The change was not saved.',
    remove: 'The message was not deleted.',
    react: 'The reaction was not saved.',
  },
  reasons: {
    conflict: 'This message was deleted meanwhile.',
    network: 'The server could not be reached.',
  },
  image: (name) => `Picture: ${name}`,
  download: (name) => `Download ${name}`,
  downloadFailed: 'The download did not work.',
  fileScanned: 'Being checked for viruses',
  fileRejected: 'Blocked: this file was found harmful',
  imageLost: 'Picture unavailable',
  morePictures: (count) => (count === 1 ? '1 more picture' : `${count} more pictures`),
  viewer: 'Picture viewer',
  viewerPlace: (index, count) => `${index} of ${count}`,
  previous: 'Previous picture',
  next: 'Next picture',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  emojiTitle: 'Choose an emoji',
  emojiSearch: 'Search for an emoji',
  emojiNone: 'No emoji matches.',
  emojiGroups: {
    recent: 'Recent',
    smileys: 'Smileys',
    gestures: 'Gestures and people',
    hearts: 'Hearts and symbols',
    nature: 'Nature',
    food: 'Food and drink',
    activities: 'Leisure and places',
    objects: 'Objects',
  },
  attach: 'Attach files',
  emoji: 'Insert an emoji',
  dropHere: (name) => `Drop your files for ${name}`,
  files: 'Files to send',
  uploading: (percent) => `Uploading: ${percent}%`,
  uploadWaits: 'Waiting',
  uploadReady: 'Ready',
  removeFile: (name) => `Remove ${name}`,
  retryFile: (name) => `Try ${name} again`,
  fileFailures: {
    type: 'This kind of file is not accepted. Photos are taken as JPEG, PNG, WebP, GIF or AVIF.',
    empty: 'This file is empty.',
    large: 'This file is too large.',
    many: 'At most ten files per message.',
    else: 'The upload did not work.',
  },
  replyingTo: (name) => `Reply to ${name}`,
  replyingToMyself: 'Reply to your own message',
  editing: 'Editing the message',
  leaveTarget: { reply: 'Stop replying', edit: 'Give up the change' },
  save: 'Save',
  waitsForFiles: 'The message will leave as soon as the files are ready.',
  filesStuck: 'A file could not be sent: try again or remove it.',
};
