import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigation } from './location.ts';
import { useTitle } from './title.tsx';

export interface PageProps {
  /** What the page is called: its heading and the title of the window. */
  title: string;
  lead?: string;
  /** Beside the heading. */
  actions?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** A page with its heading, which gets the focus when somebody came here from another page. */
export function Page({ title, lead, actions, wide = false, children }: PageProps) {
  const heading = useArrival();
  useTitle(title);
  return (
    <div className="page" data-wide={wide || undefined}>
      <header className="page-header">
        <div>
          <h1 ref={heading} tabIndex={-1} data-testid="page-title">
            {title}
          </h1>
          {lead !== undefined && <p className="page-lead">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}

/** For the heading of a page: whoever came from another page goes on reading here, not at a link that is gone. */
export function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  const navigation = useNavigation();
  useEffect(() => {
    if (navigation.hasMoved()) heading.current?.focus();
  }, [navigation]);
  return heading;
}
