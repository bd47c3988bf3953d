import { useEffect, useState } from 'react';
import { Chooser, ChooserSkeleton } from './chooser.tsx';
import { asDemoPerson, type DemoPerson, fetchDemoPeople } from './demo.ts';
import type { Session } from './session.ts';
import { type Language, texts } from './texts.ts';
import { TokenEntry } from './token-entry.tsx';

/** While the service starts, it is asked again this often. */
const RETRY_MS = 2_000;

type Found =
  | { kind: 'asking' }
  | { kind: 'people'; people: readonly DemoPerson[] }
  | { kind: 'none' }
  | { kind: 'unreachable' };

export interface EntranceProps {
  language: Language;
  onEnter(session: Session): void;
}

/** The way in: demo people where the server offers them, a token where it does not. */
export function Entrance({ language, onEnter }: EntranceProps) {
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

  if (found.kind === 'asking') return <ChooserSkeleton language={language} />;
  if (found.kind === 'none') {
    return <TokenEntry language={language} onToken={(token) => onEnter({ token, demo: null })} />;
  }
  if (found.kind === 'unreachable') return <Unreachable language={language} onRetry={() => setRound(round + 1)} />;
  return (
    <Chooser
      people={found.people}
      language={language}
      onChoose={(person) => onEnter({ token: person.token, demo: asDemoPerson(person) })}
    />
  );
}

function Unreachable({ language, onRetry }: { language: Language; onRetry(): void }) {
  const text = texts[language];
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
