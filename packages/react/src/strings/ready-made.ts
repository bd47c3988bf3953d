/** Texts of the ready-made components. */
export interface ReadyMadeStrings {
  title: string;
}

export const readyMadeFr: ReadyMadeStrings = {
  title: 'Messagerie',
};

export const readyMadeEn: ReadyMadeStrings = {
  title: 'Messages',
};
