import type { FoundMessage } from '@causerie/client';

/** A piece of a message with what was found in it. The marks are positions in the plain text, which React escapes. */
export function Highlighted({ text, marks }: FoundMessage['highlight']) {
  const parts: { from: number; text: string; isMark: boolean }[] = [];
  let at = 0;
  for (const { from, length } of marks) {
    if (from > at) parts.push({ from: at, text: text.slice(at, from), isMark: false });
    parts.push({ from, text: text.slice(from, from + length), isMark: true });
    at = from + length;
  }
  parts.push({ from: at, text: text.slice(at), isMark: false });
  return (
    <span className="csr-found-text">
      {parts.map((part) => (part.isMark ? <mark key={part.from}>{part.text}</mark> : part.text))}
    </span>
  );
}
