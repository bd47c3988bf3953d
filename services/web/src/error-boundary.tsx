import { Component, type ReactNode } from 'react';
import { shellTexts } from './texts/shell.ts';
import type { Language } from './texts.ts';

export interface ErrorBoundaryProps {
  language: Language;
  /** A new key is a new attempt: another page is not broken because this one is. */
  place: string;
  children: ReactNode;
}

interface State {
  place: string;
  /** Null while all is well. */
  broken: { isMissingFile: boolean } | null;
}

/** What is left of a page that failed: what happened, and a way on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { place: this.props.place, broken: null };

  static getDerivedStateFromError(error: unknown): Pick<State, 'broken'> {
    // Browsers word it differently; all of them speak of an import, a module or a fetch that failed.
    const words = error instanceof Error ? error.message : '';
    return { broken: { isMissingFile: /import|module|fetch|load/i.test(words) } };
  }

  static getDerivedStateFromProps({ place }: ErrorBoundaryProps, state: State): State | null {
    return place === state.place ? null : { place, broken: null };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (broken === null) return this.props.children;
    const text = shellTexts[this.props.language];
    const { isMissingFile } = broken;
    return (
      <div className="standing" role="alert" data-testid="page-broken">
        <h1>{isMissingFile ? text.staleTitle : text.crashTitle}</h1>
        <p>{isMissingFile ? text.staleText : text.crashText}</p>
        <button type="button" className="csr-button" onClick={() => location.reload()}>
          {isMissingFile ? text.staleAction : text.crashAction}
        </button>
      </div>
    );
  }
}
