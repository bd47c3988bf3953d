import { isMuted, type Mute, orderedConversations, othersOf } from '@causerie/client';
import { type SyntheticEvent, useState } from 'react';
import { useCauserie, useSelected } from '../../hooks/use-causerie.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useSurroundings } from '../../provider.tsx';
import { Avatar } from '../avatar.tsx';
import { useMuteWords } from './conversation-mute.tsx';

/** Conversations asked about at a time; there is one question per conversation. */
const AT_ONCE = 4;

/** Conversations that are silent, with the way to hear them again. Looked up when somebody opens it. */
export function MutedConversations() {
  const { strings } = useSurroundings();
  const client = useCauserie();
  const { mutes } = useObservable(client.notifications);
  const conversations = useSelected((state) => state.conversations);
  const me = useSelected((state) => state.me);
  const now = useNow();
  const words = strings.notifications;
  const [isLooking, setLooking] = useState(false);
  const muted = orderedConversations({ conversations }).filter(({ id }) => isMuted(mutes[id], now.getTime()));
  const opened = ({ currentTarget }: SyntheticEvent<HTMLDetailsElement>) => {
    if (!currentTarget.open || isLooking) return;
    setLooking(true);
    const ids = Object.keys(conversations).filter((id) => mutes[id] === undefined);
    const ask = async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) await client.notifications.mute(id).catch(() => null);
    };
    void Promise.all(Array.from({ length: AT_ONCE }, ask)).then(() => setLooking(false));
  };
  return (
    <details className="csr-preferences-group csr-muted" onToggle={opened} data-testid="muted-conversations">
      <summary>{words.mutedConversations}</summary>
      {muted.length === 0 && <p className="csr-preferences-hint">{isLooking ? strings.loading : words.noneMuted}</p>}
      <ul className="csr-muted-list">
        {muted.map((entry) => {
          const [person] = me === null ? [] : othersOf(entry, me.id);
          return (
            <li key={entry.id}>
              {person !== undefined && <Avatar person={person} size="small" />}
              <span className="csr-muted-name">{person?.name}</span>
              <MutedUntil mute={mutes[entry.id]} />
              <button
                type="button"
                className="csr-link"
                onClick={() => void client.notifications.setMute(entry.id, false).catch(() => undefined)}
              >
                {words.unmute}
                <span className="csr-hidden">{`, ${person?.name ?? ''}`}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

function MutedUntil({ mute }: { mute: Mute | undefined }) {
  const words = useMuteWords();
  return <span className="csr-preferences-hint">{words(mute)}</span>;
}
