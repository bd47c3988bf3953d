import type { Bilingual } from '../texts.ts';

/** Texts of the settings. */
export interface SettingsTexts {
  title: string;
  looks: string;
  devices: string;
  devicesHint: string;
  devicesCheck: string;
  devicesDone: string;
  data: string;
  export: string;
  exportHint: string;
  exportAsk: string;
  exportWaits: string;
  exportReady: string;
  exportDownload: string;
  exportFailed: string;
  erasure: string;
  erasureHint: string;
  erasureAsk: string;
  erasureTitle: string;
  erasureText: string;
  erasureWord: (word: string) => string;
  erasureTheWord: string;
  erasureConfirm: string;
  erasureWaits: string;
  erasureBegun: string;
  erasureWithdraw: string;
  giveUp: string;
  refused: string;
  session: string;
  logoutHint: string;
  logout: string;
  logoutTitle: string;
  logoutText: string;
  logoutConfirm: string;
}

/** See {@link SettingsTexts}. */
export const settingsTexts: Bilingual<SettingsTexts> = {
  fr: {
    title: 'Réglages',
    looks: 'Affichage',
    devices: 'Caméra, micro et réseau',
    devicesHint: 'Un essai avant un rendez-vous en visio : votre image, votre voix, et le chemin jusqu’à l’autre.',
    devicesCheck: 'Faire un essai',
    devicesDone: 'Terminer l’essai',
    data: 'Vos données',
    export: 'Tout récupérer',
    exportHint: 'Messages, fichiers, rendez-vous et journal des accès, tels que vous les voyez, dans une archive ZIP.',
    exportAsk: 'Préparer mon archive',
    exportWaits: 'Préparation en cours…',
    exportReady: 'Votre archive est prête. Le lien fonctionne cinq minutes.',
    exportDownload: 'Télécharger',
    exportFailed: 'L’archive n’a pas pu être préparée. Réessayez dans un moment.',
    erasure: 'Tout effacer',
    erasureHint:
      'Vos messages, vos fichiers et votre nom sont retirés pour de bon. Ce que les autres ont écrit reste à eux.',
    erasureAsk: 'Demander l’effacement',
    erasureTitle: 'Demander l’effacement de vos données ?',
    erasureText:
      'Votre établissement confirme la demande ; d’ici là, vous pouvez la retirer. Ensuite, rien ne revient.',
    erasureWord: (word) => `Pour confirmer, écrivez « ${word} »`,
    erasureTheWord: 'effacer',
    erasureConfirm: 'Demander l’effacement',
    erasureWaits: 'Votre demande attend la confirmation de votre établissement.',
    erasureBegun: 'L’effacement a commencé.',
    erasureWithdraw: 'Retirer ma demande',
    giveUp: 'Ne rien faire',
    refused: 'Cela n’a pas abouti. Réessayez dans un moment.',
    session: 'Session',
    logoutHint: 'Un appareil perdu, un doute ? Tous vos accès ouverts se referment en quelques secondes.',
    logout: 'Se déconnecter partout',
    logoutTitle: 'Se déconnecter de tous les appareils ?',
    logoutText:
      'Cette page se ferme aussi. Vos messages vous attendront ; ceux qui ne sont pas encore partis sont oubliés.',
    logoutConfirm: 'Se déconnecter',
  },
  en: {
    title: 'Settings',
    looks: 'Display',
    devices: 'Camera, microphone and network',
    devicesHint: 'A rehearsal before a video appointment: your picture, your voice, and the way to the other side.',
    devicesCheck: 'Rehearse',
    devicesDone: 'End the rehearsal',
    data: 'Your data',
    export: 'Take everything with you',
    exportHint: 'Messages, files, appointments and the record of accesses, as you see them, in a ZIP archive.',
    exportAsk: 'Prepare my archive',
    exportWaits: 'Being prepared…',
    exportReady: 'Your archive is ready. The link works for five minutes.',
    exportDownload: 'Download',
    exportFailed: 'The archive could not be prepared. Try again in a moment.',
    erasure: 'Erase everything',
    erasureHint: 'Your messages, your files and your name are removed for good. What others wrote stays theirs.',
    erasureAsk: 'Ask for erasure',
    erasureTitle: 'Ask for the erasure of your data?',
    erasureText: 'Your provider confirms the request; until then you can withdraw it. After that, nothing comes back.',
    erasureWord: (word) => `To confirm, write “${word}”`,
    erasureTheWord: 'erase',
    erasureConfirm: 'Ask for erasure',
    erasureWaits: 'Your request waits for your provider to confirm it.',
    erasureBegun: 'The erasure has begun.',
    erasureWithdraw: 'Withdraw my request',
    giveUp: 'Do nothing',
    refused: 'That did not work. Try again in a moment.',
    session: 'Session',
    logoutHint: 'A lost device, a doubt? All your open accesses close within seconds.',
    logout: 'Log out everywhere',
    logoutTitle: 'Log out of all devices?',
    logoutText: 'This page closes too. Your messages will wait for you; those that have not left yet are forgotten.',
    logoutConfirm: 'Log out',
  },
};
