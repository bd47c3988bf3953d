import type { ReactNode } from 'react';
import { Link } from '../link.tsx';
import { useLooks } from '../looks.tsx';
import { Logo } from '../logo.tsx';
import { useArrival } from '../page.tsx';
import type { Session } from '../session.ts';
import { entranceTexts } from '../texts/entrance.ts';
import { useTitle } from '../title.tsx';
import { Glimpse } from './glimpse.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { WayIn } from './way-in.tsx';

export interface EntrancePageProps {
  onEnter(session: Session): void;
  /** The way back for somebody who is signed in already. */
  children?: ReactNode;
}

/** The first screen: what Causerie promises, and the way in beside it. */
export function EntrancePage({ onEnter, children }: EntrancePageProps) {
  const { language } = useLooks();
  const text = entranceTexts[language];
  const heading = useArrival();
  useTitle(text.pageTitle);
  return (
    <div className="welcome">
      <header className="welcome-bar">
        <Logo size={34} />
        <LanguageSwitch />
      </header>
      <main className="welcome-main">
        <section className="pitch">
          <h1 ref={heading} tabIndex={-1} data-testid="page-title">
            {text.title}
          </h1>
          <p className="pitch-lead">{text.lead}</p>
        </section>
        <section className="entrance">
          {children}
          <WayIn onEnter={onEnter} />
        </section>
        <Glimpse />
        <ul className="promises">
          {text.promises.map((promise) => (
            <li key={promise.title}>
              <strong>{promise.title}</strong>
              <span>{promise.text}</span>
            </li>
          ))}
        </ul>
      </main>
      <footer className="welcome-foot">
        <a href="/docs">{text.links.api}</a>
        <Link to="/gallery">{text.links.components}</Link>
        <Link to="/operator">{text.links.operator}</Link>
        <Link to="/conference/join">{text.links.join}</Link>
      </footer>
    </div>
  );
}
