import type { Person } from '@causerie/client';

const TONES = 8;
/** Titles say what somebody is, not who: they make poor initials. */
const TITLES = /^(dr|dre|pr|pre|m|mr|mrs|ms|mme|mlle|maître|me)\.?$/i;

/** One or two letters for a person: first and last word of the name without titles. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/u).filter((word) => word !== '' && !TITLES.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toLocaleUpperCase() || '·';
}

/** The same colour for the same person, on every device and for everybody. */
export function toneOf(personKey: string): number {
  // FNV-1a, then its high bits: the low ones hardly differ between neighbouring ids.
  let hash = 0x811c9dc5;
  for (const letter of personKey) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 13) ^ (hash >>> 24)) % TONES;
}

export interface AvatarProps {
  person: Pick<Person, 'side' | 'subject' | 'name'>;
  size?: 'small' | 'medium' | 'large';
  online?: boolean;
}

/** Initials on a stable colour. Purely decorative: the name always stands beside it. */
export function Avatar({ person, size = 'medium', online = false }: AvatarProps) {
  return (
    <span
      className="csr-avatar"
      data-tone={toneOf(`${person.side}/${person.subject}`)}
      data-size={size}
      aria-hidden="true"
    >
      {initialsOf(person.name)}
      {online && <span className="csr-avatar-presence" />}
    </span>
  );
}
