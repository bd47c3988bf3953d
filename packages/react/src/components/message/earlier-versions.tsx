import { useCauserie } from '../../hooks/use-causerie.ts';
import { useSurroundings } from '../../provider.tsx';
import { useAnswer } from './use-answer.ts';

/** What a message said before it was changed, oldest first. */
export function EarlierVersions({ messageId }: { messageId: string }) {
  const { strings, dates } = useSurroundings();
  const client = useCauserie();
  const edits = useAnswer(() => client.queries.edits(messageId));
  if (edits === undefined) return <output>{strings.loading}</output>;
  if (edits === null) return <p role="alert">{strings.loadFailed}</p>;
  return (
    <ol className="csr-versions" data-testid="earlier-versions">
      {edits.map(({ revision, content, editedAt }) => (
        <li key={revision}>
          <span dir="auto">{content}</span>
          <time dateTime={editedAt}>{strings.message.until(dates.full(editedAt))}</time>
        </li>
      ))}
    </ol>
  );
}
