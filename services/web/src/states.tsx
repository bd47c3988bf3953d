import { ChatIcon } from '@causerie/react';
import type { ReactNode } from 'react';
import { useLooks } from './looks.tsx';
import { stateTexts } from './texts/states.ts';

const ROWS = ['first', 'second', 'third'];

/** The shape of a list while it is fetched. */
export function Rows() {
  const { language } = useLooks();
  return (
    <output className="cards" aria-label={stateTexts[language].loading}>
      {ROWS.map((row) => (
        <span className="csr-skeleton card-skeleton" key={row} />
      ))}
    </output>
  );
}

/** What could not be fetched. */
export function Unloaded({ onRetry }: { onRetry(): void }) {
  const { language } = useLooks();
  const text = stateTexts[language];
  return (
    <div className="card nothing" role="alert">
      <h2>{text.failed}</h2>
      <button type="button" className="csr-button csr-button-quiet" onClick={onRetry}>
        {text.retry}
      </button>
    </div>
  );
}

export interface NothingProps {
  title: string;
  hint: string;
  icon?: ReactNode;
  children?: ReactNode;
}

/** A list with nothing in it: why, and what to do about it. */
export function Nothing({ title, hint, icon = <ChatIcon size={30} />, children }: NothingProps) {
  return (
    <div className="card nothing">
      <span className="csr-empty-icon">{icon}</span>
      <h2>{title}</h2>
      <p>{hint}</p>
      {children}
    </div>
  );
}
