/** Crockford's base 32: neither I, L and O, which look like digits, nor U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOK_ALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', U: 'V' };
/** Sizes of the groups that a code is read aloud in: 11 characters of 5 bits are 55 bits (CALL-9). */
const GROUPS = [4, 4, 3] as const;
const LENGTH = GROUPS.reduce((sum, size) => sum + size, 0);
/** Random bytes that {@link formatCallCode} needs. */
export const CALL_CODE_BYTES = LENGTH;
/** A longer text than this is no code, however it is punctuated. */
const TEXT_MAX_LENGTH = 40;

/** The code that these random bytes make, such as `7K3D-9QXA-M2P`. @throws RangeError for fewer than {@link CALL_CODE_BYTES}. */
export function formatCallCode(bytes: Uint8Array): string {
  if (bytes.length < LENGTH) throw new RangeError(`a code needs ${LENGTH} random bytes`);
  // 256 is a multiple of 32, so every character is equally likely.
  return grouped(Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join(''));
}

/** What somebody typed or heard, as {@link formatCallCode} prints it: case, spaces, hyphens and look-alikes do not matter. Null when it is no code. */
export function parseCallCode(text: string): string | null {
  if (text.length > TEXT_MAX_LENGTH) return null;
  const typed = text.toUpperCase().replace(/[\s\p{Pd}._]/gu, '');
  const letters = Array.from(typed, (letter) => LOOK_ALIKES[letter] ?? letter);
  const isCode = letters.length === LENGTH && letters.every((letter) => ALPHABET.includes(letter));
  return isCode ? grouped(letters.join('')) : null;
}

function grouped(letters: string): string {
  let from = 0;
  return GROUPS.map((size) => letters.slice(from, (from += size))).join('-');
}
