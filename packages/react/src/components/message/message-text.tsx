import { useMemo } from 'react';
import { useSurroundings } from '../../provider.tsx';
import { isFewEmoji, stretchesOf } from './links-in-text.ts';

/** What a message says, its links clickable. */
export function MessageText({ content }: { content: string }) {
  const stretches = useMemo(() => stretchesOf(content), [content]);
  return (
    <span className="csr-text" data-testid="message-text" data-large={isFewEmoji(content) || undefined} dir="auto">
      {stretches.map(({ text, href }, index) =>
        href === null ? (
          text
        ) : (
          // Stretches have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {text}
          </a>
        ),
      )}
    </span>
  );
}

/** What is left of a deleted message. */
export function DeletedText() {
  const { strings } = useSurroundings();
  return (
    <span className="csr-text" data-testid="message-text" data-deleted>
      {strings.deleted}
    </span>
  );
}
