import type { PrivacyRequest, PrivacyRequestPage, Queries } from '@causerie/client';
import { createDates } from '@causerie/react';
import { useCallback, useMemo } from 'react';
import { useLooks } from '../../looks.tsx';
import { Rows, Unloaded } from '../../states.tsx';
import { operatorTexts } from '../../texts/operator.ts';
import { useAsking } from '../../use-asking.ts';
import { useFetched } from '../../use-fetched.ts';

type Asked = PrivacyRequestPage['items'][number];

/** Erasures that people asked for and that somebody has to decide on. */
export function PrivacyRequests({ queries }: { queries: Queries }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const ask = useCallback(
    () => queries.request<PrivacyRequestPage>('GET', '/v1/privacy-requests?state=requested'),
    [queries],
  );
  const { value, failed, again } = useFetched(ask);
  return (
    <section className="page-section" aria-labelledby="privacy">
      <h2 id="privacy">{text.privacy}</h2>
      {value === null && (failed ? <Unloaded onRetry={again} /> : <Rows />)}
      {value !== null && value.items.length === 0 && <p className="page-lead">{text.privacyNone}</p>}
      {value !== null && (
        <ul className="cards">
          {value.items.map((request) => (
            <li key={request.id}>
              <Decision request={request} queries={queries} onDecided={again} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Decision({ request, queries, onDecided }: { request: Asked; queries: Queries; onDecided(): void }) {
  const { language } = useLooks();
  const text = operatorTexts[language];
  const dates = useMemo(() => createDates(language, { today: '', yesterday: '' }), [language]);
  const { isBusy, hasFailed, ask } = useAsking<PrivacyRequest>(onDecided);
  const decide = (verb: 'confirm' | 'refuse') => () =>
    ask(() => queries.request('POST', `/v1/privacy-requests/${request.id}/${verb}`));
  return (
    <article className="card decision" data-testid="privacy-request">
      <div>
        <h3>{text.kinds[request.kind]}</h3>
        <p>{`${request.person?.name ?? ''} · ${dates.full(request.createdAt)}`}</p>
        {hasFailed && <p role="alert">{text.decideFailed}</p>}
      </div>
      <button type="button" className="csr-button csr-button-outline" disabled={isBusy} onClick={decide('refuse')}>
        {text.refuse}
      </button>
      <button type="button" className="csr-button csr-button-danger" disabled={isBusy} onClick={decide('confirm')}>
        {text.confirm}
      </button>
    </article>
  );
}
