import type { Highlight } from '@causerie/contracts';
import { foldText } from './fold.ts';

/** Longest piece of a message that is shown around what was found, in UTF-16 code units. */
const EXCERPT_MAX_LENGTH = 160;
/** Text that is shown before the first found word. */
const EXCERPT_LEAD_LENGTH = 40;
/** Most words that are marked. */
const MARKS_MAX = 20;
/** How much longer than a stem a word may be and still be a form of it. */
const ENDING_MAX_LENGTH = 7;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * Cuts the piece around the first found word and marks what was looked for. `words` are folded words and their stems; a word
 * is marked when it is one of them, one of them with an ending, or begins with the `unfinished` one.
 */
export function highlight(content: string, words: readonly string[], unfinished: string | null): Highlight {
  const found = [...content.matchAll(WORD)]
    .map(({ 0: word, index }) => ({ from: index, length: word.length, folded: foldText(word) }))
    .filter(
      ({ folded }) =>
        (unfinished !== null && folded.startsWith(unfinished)) || words.some((word) => isFormOf(folded, word)),
    );
  const start = startOf(content, found[0]?.from ?? 0);
  const end = endOf(content, start);
  const marks = found
    .filter(({ from, length }) => from >= start && from + length <= end)
    .slice(0, MARKS_MAX)
    .map(({ from, length }) => ({ from: from - start, length }));
  return { text: content.slice(start, end), marks };
}

function isFormOf(folded: string, word: string): boolean {
  if (folded === word) return true;
  return word.length > 2 && folded.startsWith(word) && folded.length - word.length <= ENDING_MAX_LENGTH;
}

/** Some text before the first found word, from the beginning of a word. */
function startOf(content: string, first: number): number {
  if (first <= EXCERPT_LEAD_LENGTH) return 0;
  const lead = content.slice(first - EXCERPT_LEAD_LENGTH, first);
  const blank = lead.search(/\s/);
  return first - EXCERPT_LEAD_LENGTH + (blank === -1 ? lead.length : blank + 1);
}

/** Not in the middle of a pair of code units. */
function endOf(content: string, start: number): number {
  const end = Math.min(content.length, start + EXCERPT_MAX_LENGTH);
  return end < content.length && !content.slice(start, end).isWellFormed() ? end - 1 : end;
}
