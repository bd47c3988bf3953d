import { ConnectionIndicator, ConnectionNotice, useConnection } from '@causerie/react';
import { type ReactNode, useContext, useId } from 'react';
import { Link } from '../link.tsx';
import { Mark } from '../logo.tsx';
import { useLooks } from '../looks.tsx';
import type { PageName } from '../routes.ts';
import { shellTexts } from '../texts/shell.ts';
import { TitleContext } from '../title.tsx';
import { Bell, Told } from '../told.tsx';
import { PersonMenu } from './person-menu.tsx';
import { Rail } from './rail.tsx';

export interface ShellProps {
  page: PageName;
  /** On a phone an opened conversation has the screen to itself. */
  immersed: boolean;
  isDemo: boolean;
  onLeave(): void;
  children: ReactNode;
}

/** What is around every page of somebody who is signed in: the pages, the connection, and who one is. */
export function Shell({ page, immersed, isDemo, onLeave, children }: ShellProps) {
  const { language } = useLooks();
  const text = shellTexts[language];
  const mainId = useId();
  const { ended } = useConnection();
  // A page has one main part: that of a pane among others is only a part of it.
  const isWholePage = useContext(TitleContext);
  const Main = isWholePage ? 'main' : 'div';
  return (
    <div className="stage">
      <div className="shell" data-immersed={immersed || undefined}>
        {isWholePage && (
          <a className="skip" href={`#${mainId}`} onClick={(event) => skipTo(mainId, event)}>
            {text.skip}
          </a>
        )}
        <header className="shell-brand">
          <Link to="/" aria-label={text.home}>
            <Mark size={36} />
            <span className="shell-name" aria-hidden="true">
              Causerie
            </span>
          </Link>
        </header>
        <Rail page={page} />
        <div className="shell-tools">
          <Bell />
          <ConnectionIndicator compact />
          <PersonMenu onLeave={onLeave} isDemo={isDemo} hasDuo={isDemo && isWholePage} />
        </div>
        <Main className="shell-main" id={mainId} tabIndex={-1}>
          {ended === null && <ConnectionNotice />}
          <Told />
          {ended !== null && <Ended onLeave={onLeave} />}
          {children}
        </Main>
      </div>
    </div>
  );
}

/** The focus moves without touching the address, which names a page and is not to be shared with a place in it. */
function skipTo(id: string, event: { preventDefault(): void }) {
  event.preventDefault();
  document.getElementById(id)?.focus();
}

function Ended({ onLeave }: { onLeave(): void }) {
  const { language } = useLooks();
  const text = shellTexts[language];
  return (
    <div className="ended" role="alert" data-testid="session-ended">
      <strong>{text.endedTitle}</strong>
      <span>{text.endedText}</span>
      <button type="button" className="csr-button" onClick={onLeave}>
        {text.endedAction}
      </button>
    </div>
  );
}
