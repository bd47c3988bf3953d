const MARKS = /[\u0300-\u036f]/g;

/** Text as searches compare it: lower case, without accents and ligatures. The twin of the SQL function `fold_text`. */
export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replace(MARKS, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss');
}
