import { createCauserie } from '@causerie/client';
import { CauserieProvider } from '@causerie/react';
import { ConferencePage } from '@causerie/react/calls';
import { useState } from 'react';
import { LanguageSwitch } from '../entrance/language-switch.tsx';
import { Link } from '../link.tsx';
import { useNavigation } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { Logo } from '../logo.tsx';
import { useArrival } from '../page.tsx';
import { entranceTexts } from '../texts/entrance.ts';
import { shellTexts } from '../texts/shell.ts';
import { useTitle } from '../title.tsx';

export interface GuestPageProps {
  /** The link that somebody was given; without one, they type the code that somebody said. */
  shareToken?: string | undefined;
}

/** A call for somebody without an account: they say what they are called, and wait to be let in. */
export function GuestPage({ shareToken }: GuestPageProps) {
  const { language } = useLooks();
  const title = entranceTexts[language].links.join;
  const navigation = useNavigation();
  const heading = useArrival();
  useTitle(title);
  // Nobody's messenger: it never starts, and only gives the screens of the call their surroundings.
  const [client] = useState(() => createCauserie({ url: '', getToken: () => '' }));
  return (
    <div className="stage guest">
      <header className="operator-bar">
        <Link to="/" aria-label={shellTexts[language].home}>
          <Logo size={30} />
        </Link>
        <LanguageSwitch />
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1} className="csr-hidden" data-testid="page-title">
          {title}
        </h1>
        <CauserieProvider client={client} locale={language}>
          <ConferencePage
            guest
            shareToken={shareToken}
            onOpenSession={(id) => navigation.go(`/conference/${encodeURIComponent(id)}`)}
            onLeave={() => navigation.go('/')}
          />
        </CauserieProvider>
      </main>
    </div>
  );
}
