import { randomBytes, randomInt } from 'node:crypto';

/** A live room that somebody would like to find. */
export interface GuessedRoom {
  code: string;
  token: string;
}

/** The letters of codes, and the sizes of the groups in which they are read aloud. */
const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_GROUPS = [4, 4, 3] as const;
const TOKEN_BYTES = 32;
const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Of so many guesses one is a code or token that exists, with one letter changed: the best that anybody could come up with. */
const NEAR_EVERY = 10;

/** The body of one guess: codes and tokens by turns, as they would be made, or one letter beside one that exists. */
export function guessBody(index: number, rooms: readonly GuessedRoom[]): string {
  const room = index % NEAR_EVERY < 2 ? rooms[randomInt(rooms.length)] : undefined;
  const named =
    index % 2 === 0
      ? { code: room === undefined ? randomCode() : beside(room.code, CODE_LETTERS) }
      : {
          token:
            room === undefined ? randomBytes(TOKEN_BYTES).toString('base64url') : beside(room.token, TOKEN_LETTERS),
        };
  return JSON.stringify({ ...named, name: 'Quelqu’un' });
}

function randomCode(): string {
  const bytes = randomBytes(CODE_GROUPS.reduce((sum, size) => sum + size, 0));
  const letters = Array.from(bytes, (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join('');
  let from = 0;
  return CODE_GROUPS.map((size) => letters.slice(from, (from += size))).join('-');
}

/** The same text with one of its letters changed for another. */
function beside(text: string, letters: string): string {
  const places = Array.from(text, (letter, at) => (letters.includes(letter) ? [at] : [])).flat();
  const at = places[randomInt(places.length)] ?? 0;
  const others = letters.replace(text[at] ?? '', '');
  return `${text.slice(0, at)}${others[randomInt(others.length)]}${text.slice(at + 1)}`;
}
