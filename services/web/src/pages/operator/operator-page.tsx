import { createCauserie, type Queries } from '@causerie/client';
import { type FormEvent, useMemo, useState } from 'react';
import { askDemo } from '../../demo.ts';
import { LanguageSwitch } from '../../entrance/language-switch.tsx';
import { Link } from '../../link.tsx';
import { useLooks } from '../../looks.tsx';
import { Logo } from '../../logo.tsx';
import { Page } from '../../page.tsx';
import { operatorTexts } from '../../texts/operator.ts';
import { useAsking } from '../../use-asking.ts';
import { useFetched } from '../../use-fetched.ts';
import { Waiting } from '../../waiting.tsx';
import { Audit } from './audit.tsx';
import { Figures } from './figures.tsx';
import { PrivacyRequests } from './privacy-requests.tsx';
import { type DemoOperator, Services } from './services.tsx';

const askOperator = () => askDemo<DemoOperator>('GET', '/demo/operator');

/** What an operator sees: with a token of their own, or with that of the demonstration where there is one. */
export function OperatorPage() {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const { value: demo, failed, again } = useAnswered(askOperator);
  const [given, setGiven] = useState<string | null>(null);
  const isAsked = demo !== 'asking' || failed;
  const operator = demo === 'asking' ? null : demo;
  const token = given ?? operator?.token ?? null;
  return (
    <div className="stage operator">
      <header className="operator-bar">
        <Link to="/" aria-label={text.home}>
          <Logo size={30} />
        </Link>
        <LanguageSwitch />
      </header>
      <main>
        <Page title={text.title} lead={text.lead} wide>
          {!isAsked && <Waiting />}
          {isAsked && token === null && <TokenForm onToken={setGiven} />}
          {token !== null && <Board token={token} demo={operator} onAgain={again} />}
        </Page>
      </main>
    </div>
  );
}

/** Like {@link useFetched}, for answers that may be null. */
function useAnswered<T>(ask: () => Promise<T | null>) {
  const wrapped = useMemo(() => async () => ({ answer: await ask() }), [ask]);
  const { value, failed, again } = useFetched(wrapped);
  return { value: value === null ? ('asking' as const) : value.answer, failed, again };
}

/** An operator's token is tried before it is believed, and kept in this page alone. */
function TokenForm({ onToken }: { onToken(token: string): void }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const [token, setToken] = useState('');
  const { isBusy, hasFailed, ask } = useAsking(onToken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const tried = token.trim();
    if (tried === '') return;
    ask(async () => {
      await queriesOf(tried).request('GET', '/v1/admin/audit?limit=1');
      return tried;
    });
  };
  return (
    <form className="card operator-token" onSubmit={submit} data-testid="operator-token">
      <h2>{text.tokenTitle}</h2>
      <p>{text.tokenHint}</p>
      <label className="field">
        <span>{text.tokenLabel}</span>
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </label>
      {hasFailed && <p role="alert">{text.refused}</p>}
      <button type="submit" className="csr-button" disabled={isBusy}>
        {text.look}
      </button>
    </form>
  );
}

/** The questions of an operator: a messenger that never starts, for operators are nobody's correspondents. */
function queriesOf(token: string): Queries {
  return createCauserie({ url: '', getToken: () => token }).queries;
}

interface BoardProps {
  token: string;
  demo: DemoOperator | null;
  onAgain(): void;
}

function Board({ token, demo, onAgain }: BoardProps) {
  const queries = useMemo(() => queriesOf(token), [token]);
  return (
    <>
      <Figures queries={queries} />
      <Services demo={demo} onAgain={onAgain} />
      <PrivacyRequests queries={queries} />
      <Audit queries={queries} />
    </>
  );
}
