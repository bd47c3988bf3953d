/** Texts of an opened thread beside its messages. */
export interface ThreadStrings {
  /** What is read out when a message comes. */
  said: (name: string, text: string) => string;
  sentFiles: (name: string, count: number) => string;
  /** What is read out when a message of mine was not sent. */
  notSent: (text: string) => string;
  /** Names the messages that are read out as they come. */
  arrivals: string;
}

export const threadFr: ThreadStrings = {
  said: (name, text) => `${name} : ${text}`,
  sentFiles: (name, count) => (count === 1 ? `${name} a envoyé un fichier` : `${name} a envoyé ${count} fichiers`),
  notSent: (text) => `Votre message n’a pas été envoyé : ${text}`,
  arrivals: 'Derniers messages reçus',
};

export const threadEn: ThreadStrings = {
  said: (name, text) => `${name}: ${text}`,
  sentFiles: (name, count) => (count === 1 ? `${name} sent a file` : `${name} sent ${count} files`),
  notSent: (text) => `Your message was not sent: ${text}`,
  arrivals: 'Latest messages received',
};
