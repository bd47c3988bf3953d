import type { Message } from '@causerie/client';
import { useSurroundings } from '../../provider.tsx';
import { useThreadContext } from '../thread/thread-context.ts';
import { useMessageChanges } from './message-changes.ts';
import { usePeopleNames } from './people-names.ts';

/** The emoji on a message with who put them there; a press adds mine or takes it back. */
export function Reactions({ message }: { message: Message }) {
  const { strings } = useSurroundings();
  const { me, entry } = useThreadContext();
  const { react } = useMessageChanges();
  const namesOf = usePeopleNames();
  if (message.reactions.length === 0) return null;
  return (
    <ul className="csr-reactions" aria-label={strings.message.reactions} data-testid="reactions">
      {message.reactions.map(({ emoji, personIds }) => {
        const mine = personIds.includes(me.id);
        const names = namesOf(personIds);
        return (
          <li key={emoji}>
            <button
              type="button"
              className="csr-reaction"
              aria-pressed={mine}
              aria-label={strings.message.reactedBy(emoji, names)}
              title={names}
              disabled={entry.status !== 'active'}
              data-testid="reaction"
              data-emoji={emoji}
              onClick={() => react(message, emoji, me.id, !mine)}
            >
              <span aria-hidden="true">{emoji}</span>
              {personIds.length > 1 && <span aria-hidden="true">{personIds.length}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
