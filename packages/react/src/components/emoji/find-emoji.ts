import { EMOJI, type Emoji, type EmojiGroup } from './emoji-list.ts';

/** Emoji that were chosen lately; as many as fill two lines. */
const RECENT_MAX = 16;
/** Of this page only: what somebody feels is kept nowhere. */
let recent: readonly string[] = [];

/** An emoji in the language of the person. */
export interface NamedEmoji {
  symbol: string;
  name: string;
}

/** A heading of the picker with what stands below it. */
export interface EmojiSection {
  group: EmojiGroup | 'recent';
  emoji: readonly NamedEmoji[];
}

/** What the picker shows for a search: everything in its groups, lately chosen ones first, or what matches. */
export function findEmoji(search: string, locale: string): readonly EmojiSection[] {
  const words = plain(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const groups = Object.entries(EMOJI) as [EmojiGroup, readonly Emoji[]][];
  const sections = groups.map(([group, emoji]): EmojiSection => {
    const matching = emoji.filter((one) => words.every((word) => plain(`${one[1]} ${one[2]}`).includes(word)));
    return { group, emoji: matching.map((one) => named(one, locale)) };
  });
  const all = groups.flatMap(([, emoji]) => emoji);
  const lately = recent.flatMap((symbol) => all.filter((one) => one[0] === symbol)).map((one) => named(one, locale));
  const shown = words.length === 0 ? [{ group: 'recent' as const, emoji: lately }, ...sections] : sections;
  return shown.filter(({ emoji }) => emoji.length > 0);
}

/** Notes that an emoji was chosen. */
export function choseEmoji(symbol: string): void {
  recent = [symbol, ...recent.filter((other) => other !== symbol)].slice(0, RECENT_MAX);
}

function named([symbol, fr, en]: Emoji, locale: string): NamedEmoji {
  const words = locale.startsWith('en') ? en : fr;
  return { symbol, name: words.split(',')[0] ?? words };
}

/** Without accents and capitals: nobody types them into a search. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replaceAll('œ', 'oe')
    .replaceAll('’', "'")
    .toLowerCase();
}
