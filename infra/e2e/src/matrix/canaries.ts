import { randomBytes } from 'node:crypto';

/** Letters from g to z, which no hexadecimal number has. */
const LETTERS = 20;
const FIRST_LETTER = 103;

/** What a household says and is called: random words that occur nowhere else, so that one in a stranger's hands was leaked. */
export interface Canaries {
  /** What its conversation is about. */
  subject: string;
  /** What its appointment is called. */
  label: string;
  /** What its messages say, the replaced text of an edited one among them. */
  texts: readonly [string, string, string, string];
  /** What its files are called, and hold. */
  fileName: string;
  /** What the professional and the client are called. */
  names: readonly [professional: string, client: string];
}

/** Words for one household. Letters only: they survive every encoding, and no id or hash looks like them. */
export function makeCanaries(): Canaries {
  return {
    subject: word('sujet'),
    label: word('motif'),
    texts: [word('texte'), word('texte'), word('texte'), word('texte')],
    fileName: `${word('fichier')}.txt`,
    names: [word('Docteur'), word('Patient')],
  };
}

function word(head: string): string {
  const letters = Array.from(randomBytes(16), (byte) => String.fromCharCode(FIRST_LETTER + (byte % LETTERS)));
  return `${head}${letters.join('')}`;
}

/** What nobody outside a household may read, whatever their role: what was said and what was sent. */
export function saidIn({ subject, texts, fileName }: Canaries): string[] {
  return [subject, ...texts, fileName];
}

/** What no other person may read: also names, and what appointments are about. */
export function everythingOf(canaries: Canaries): string[] {
  return [...saidIn(canaries), canaries.label, ...canaries.names];
}

/** The canaries that occur in a text, in whatever case. */
export function leaksIn(text: string, canaries: readonly string[]): string[] {
  const low = text.toLowerCase();
  return canaries.filter((canary) => low.includes(canary.toLowerCase()));
}
