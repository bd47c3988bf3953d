import type { ReactNode } from 'react';
import { useSurroundings } from '../provider.tsx';
import { LinkOffIcon } from './icons.tsx';

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  hint: string;
  /** What the person can do about it. */
  children?: ReactNode;
}

/** A place with nothing in it yet: what it is for, and how to begin. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps) {
  return (
    <div className="csr-empty" data-testid="empty-state">
      <span className="csr-empty-icon">{icon}</span>
      <p className="csr-empty-title">{title}</p>
      <p className="csr-empty-hint">{hint}</p>
      {children}
    </div>
  );
}

/** A place that could not be loaded. */
export function LoadFailure({ onRetry }: { onRetry(): void }) {
  const { strings } = useSurroundings();
  return (
    <div className="csr-empty" role="alert">
      <span className="csr-empty-icon">
        <LinkOffIcon size={28} />
      </span>
      <p className="csr-empty-title">{strings.loadFailed}</p>
      <button type="button" className="csr-button" onClick={onRetry}>
        {strings.retry}
      </button>
    </div>
  );
}
