import { LinkifyIt } from 'linkify-it';

/** A stretch of a message: plain words, or words that lead somewhere. */
export interface Stretch {
  text: string;
  /** Where it leads, http, https or mailto; null for plain words. */
  href: string | null;
}

const SAFE = /^(?:https?:|mailto:)/i;
const links = new LinkifyIt({ fuzzyLink: true }).add('ftp:', null).add('//', null);

/** Splits a text into words and links. What only looks like the name of a machine ("demain.il faut") stays words. */
export function stretchesOf(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  for (const { index, lastIndex, url, schema } of links.match(text) ?? []) {
    const words = text.slice(index, lastIndex);
    if (!SAFE.test(url) || (schema === '' && !/^www\./i.test(words))) continue;
    if (index > end) stretches.push({ text: text.slice(end, index), href: null });
    stretches.push({ text: words, href: schema === '' ? url.replace(/^http:/i, 'https:') : url });
    end = lastIndex;
  }
  if (end < text.length) stretches.push({ text: text.slice(end), href: null });
  return stretches;
}

/** More emoji than these are a text like any other. */
const LARGE_MAX = 3;
const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\s|[#*0-9]\ufe0f?\u20e3)+$/u;

/** Whether a message is a few emoji and nothing else: it is then shown large. */
export function isFewEmoji(text: string): boolean {
  if (text.length > 60 || !EMOJI_ONLY.test(text)) return false;
  const letters = new Intl.Segmenter().segment(text.replace(/\s/g, ''));
  return [...letters].length <= LARGE_MAX;
}
