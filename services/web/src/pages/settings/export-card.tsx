import type { PrivacyRequest, PrivacyRequestState } from '@causerie/client';
import { useCauserie } from '@causerie/react';
import { useCallback, useEffect, useState } from 'react';
import { useLooks } from '../../looks.tsx';
import { settingsTexts } from '../../texts/settings.ts';
import { useAsking } from '../../use-asking.ts';
import { useFetched } from '../../use-fetched.ts';

/** An archive is made within seconds; it is asked about this often. */
const LOOK_AGAIN_MS = 1_000;

/** Everything that is kept of me, to take away. */
export function ExportCard() {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const { queries } = useCauserie();
  const [asked, setAsked] = useState<PrivacyRequest | null>(null);
  const { isBusy, hasFailed, ask } = useAsking(setAsked);
  const begin = () => ask(() => queries.request<PrivacyRequest>('POST', '/v1/me/export'));
  return (
    <article className="card" data-testid="export">
      <h3>{text.export}</h3>
      <p>{text.exportHint}</p>
      <div className="row-actions" aria-live="polite">
        {asked === null ? (
          <button type="button" className="csr-button csr-button-outline" onClick={begin} disabled={isBusy}>
            {text.exportAsk}
          </button>
        ) : (
          <Progress key={asked.id} id={asked.id} onAgain={begin} />
        )}
      </div>
      {hasFailed && <p role="alert">{text.refused}</p>}
    </article>
  );
}

function Progress({ id, onAgain }: { id: string; onAgain(): void }) {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const { queries } = useCauserie();
  const ask = useCallback(() => queries.request<PrivacyRequestState>('GET', `/v1/me/export/${id}`), [queries, id]);
  const { value, failed, again } = useFetched(ask);
  const isOver = value?.state === 'done' || value?.state === 'failed';
  useEffect(() => {
    if (isOver) return;
    const timer = setInterval(again, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isOver, again]);
  if (value?.state === 'failed') {
    return (
      <>
        <p role="alert">{text.exportFailed}</p>
        <button type="button" className="csr-button csr-button-outline" onClick={onAgain}>
          {text.exportAsk}
        </button>
      </>
    );
  }
  if (value?.download == null) return <p>{failed ? text.refused : text.exportWaits}</p>;
  return (
    <>
      <p>{text.exportReady}</p>
      {/* A link works for minutes: after that, another is a question away. */}
      <a
        className="csr-button"
        href={value.download.url}
        download
        onClick={() => window.setTimeout(again, LOOK_AGAIN_MS)}
      >
        {text.exportDownload}
      </a>
    </>
  );
}
