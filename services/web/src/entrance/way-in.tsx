import { useEffect, useState } from 'react';
import { asDemoPerson, type DemoPerson, fetchDemoPeople } from '../demo.ts';
import { useLooks } from '../looks.tsx';
import type { Session } from '../session.ts';
import { entranceTexts } from '../texts/entrance.ts';
import { Chooser, ChooserSkeleton } from './chooser.tsx';
import { TokenEntry } from './token-entry.tsx';

/** While the service starts, it is asked again this often. */
const RETRY_MS = 2_000;

type Found =
  | { kind: 'asking' }
  | { kind: 'people'; people: readonly DemoPerson[] }
  | { kind: 'none' }
  | { kind: 'unreachable' };

export interface WayInProps {
  onEnter(session: Session): void;
}

/** The way in: demo people where the server offers them, a token where it does not. */
export function WayIn({ onEnter }: WayInProps) {
  const [found, retry] = useDemoPeople();
  if (found.kind === 'asking') return <ChooserSkeleton />;
  if (found.kind === 'none') return <TokenEntry onToken={(token) => onEnter({ token, demo: null })} />;
  if (found.kind === 'unreachable') return <Unreachable onRetry={retry} />;
  return <Chooser people={found.people} onChoose={(person) => void freshly(person).then(onEnter)} />;
}

/** The list may have waited for hours, or since before somebody logged out everywhere: the token is fetched anew. */
async function freshly(person: DemoPerson): Promise<Session> {
  const people = await fetchDemoPeople().catch(() => null);
  const same = people?.find(({ side, subject }) => side === person.side && subject === person.subject);
  return { token: (same ?? person).token, demo: asDemoPerson(person) };
}

function useDemoPeople(): [Found, () => void] {
  const [found, setFound] = useState<Found>({ kind: 'asking' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    fetchDemoPeople().then(
      (people) => {
        if (!left) setFound(people === null ? { kind: 'none' } : { kind: 'people', people });
      },
      () => {
        if (left) return;
        setFound({ kind: 'unreachable' });
        timer = setTimeout(() => setRound(round + 1), RETRY_MS);
      },
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [round]);
  return [found, () => setRound(round + 1)];
}

function Unreachable({ onRetry }: { onRetry(): void }) {
  const { language } = useLooks();
  const text = entranceTexts[language];
  return (
    <div role="alert">
      <h2>{text.unreachable}</h2>
      <p className="entrance-hint">{text.unreachableHint}</p>
      <button type="button" className="csr-button" onClick={onRetry}>
        {text.retry}
      </button>
    </div>
  );
}
