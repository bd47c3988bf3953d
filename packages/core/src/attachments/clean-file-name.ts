import { FILE_NAME_MAX_LENGTH } from '@causerie/contracts';

/** Longest ending that counts as an extension when a name is cut. */
const EXTENSION_MAX_LENGTH = 16;
/** Control and formatting characters (they can turn the reading direction and so disguise an extension), and lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What file systems and headers read as something else than a part of a name. */
const RESERVED = /["*:<>?|]/g;
const NAMELESS = 'file';

/** A name that can be shown, printed in a header and saved anywhere: no folders, nothing invisible, at most 255 code units. */
export function cleanFileName(given: string): string {
  const last =
    given
      .slice(-4 * FILE_NAME_MAX_LENGTH)
      .split(/[/\\]/)
      .at(-1) ?? '';
  const name = last
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(RESERVED, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return name === '' ? NAMELESS : cut(name);
}

function cut(name: string): string {
  if (name.length <= FILE_NAME_MAX_LENGTH) return name;
  const extension = /\.[^.\s]+$/.exec(name)?.[0] ?? '';
  const ending = extension.length <= EXTENSION_MAX_LENGTH ? extension : '';
  const head = name.slice(0, FILE_NAME_MAX_LENGTH - ending.length);
  // A cut in the middle of a pair leaves half a character.
  return (head.isWellFormed() ? head : head.slice(0, -1)) + ending;
}
