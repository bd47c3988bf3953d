/** Languages of the page; French is the first. */
export type Language = 'fr' | 'en';

/** Texts of the page around the messenger; the messenger's own are those of the React package. */
export interface Texts {
  switchTo: string;
  switchToLabel: string;
  title: string;
  lead: string;
  promises: { title: string; text: string }[];
  sample: { theirs: string; mine: string; later: string };
  who: string;
  whoHint: string;
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
  leave: string;
  endedTitle: string;
  endedText: string;
  endedAction: string;
  you: string;
}

const fr: Texts = {
  switchTo: 'English',
  switchToLabel: 'Switch to English',
  title: 'Entre deux rendez‑vous, la conversation continue.',
  lead: 'Causerie relie un cabinet et ses patients, un salon et ses clients : une question, un résultat, un horaire à déplacer, et la réponse au bon endroit.',
  promises: [
    { title: 'Envoyé veut dire enregistré', text: 'La coche n’apparaît qu’une fois votre message gardé pour de bon.' },
    { title: 'Rien ne se perd', text: 'Un serveur s’arrête ? La conversation reprend seule, sans trou ni doublon.' },
    { title: 'Chez vous, et pas ailleurs', text: 'Vos échanges restent sur vos propres serveurs.' },
  ],
  sample: {
    theirs: 'Vos résultats sont bons. On en parle mardi ?',
    mine: 'Quel soulagement. À mardi !',
    later: 'Mardi, 10 h 30',
  },
  who: 'Qui êtes-vous ?',
  whoHint: 'Choisissez une personne, puis ouvrez une seconde fenêtre pour jouer l’autre côté de la conversation.',
  professionals: 'Professionnels',
  clients: 'Patients et clients',
  unreachable: 'Le service ne répond pas pour l’instant',
  unreachableHint: 'Il redémarre peut-être. Cette page réessaie toute seule.',
  retry: 'Réessayer maintenant',
  enterTitle: 'Entrer dans la messagerie',
  enterLead: 'Causerie s’ouvre depuis votre application, qui sait déjà qui vous êtes : aucun mot de passe de plus.',
  enterHow: 'Votre application ouvre cette page avec un jeton dans l’adresse :',
  enterExample: '#token=votre-jeton',
  enterPrivacy: 'Le jeton n’est lu qu’une fois, retiré de l’adresse aussitôt, et oublié à la fermeture de cet onglet.',
  tokenLabel: 'Ou collez un jeton ici',
  tokenPlaceholder: 'eyJhbGciOi…',
  enter: 'Entrer',
  leave: 'Changer de personne',
  endedTitle: 'Votre session est terminée',
  endedText: 'Pour votre sécurité, l’accès s’est refermé. Rien n’est perdu : vos messages vous attendent.',
  endedAction: 'Revenir à l’accueil',
  you: 'Vous',
};

const en: Texts = {
  switchTo: 'Français',
  switchToLabel: 'Passer en français',
  title: 'Between appointments, the conversation goes on.',
  lead: 'Causerie connects a practice with its patients, a salon with its clients: a question, a result, a time to move, and the answer in the right place.',
  promises: [
    { title: 'Sent means stored', text: 'The tick appears only once your message is kept for good.' },
    {
      title: 'Nothing gets lost',
      text: 'A server stops? The conversation resumes by itself, with no gap and no double.',
    },
    { title: 'Yours, and nowhere else', text: 'Your messages stay on your own servers.' },
  ],
  sample: {
    theirs: 'Your results are good. Shall we talk on Tuesday?',
    mine: 'What a relief. See you then!',
    later: 'Tuesday, 10:30',
  },
  who: 'Who are you?',
  whoHint: 'Pick a person, then open a second window to play the other side of the conversation.',
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
  leave: 'Change person',
  endedTitle: 'Your session has ended',
  endedText: 'For your safety, access has closed. Nothing is lost: your messages are waiting for you.',
  endedAction: 'Back to the start',
  you: 'You',
};

/** Texts of a language. */
export const texts: Record<Language, Texts> = { fr, en };
