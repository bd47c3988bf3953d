import { CauserieError, type PrivacyRequest } from '@causerie/client';
import { useCauserie } from '@causerie/react';
import { useCallback, useState } from 'react';
import { Dialog } from '../../dialog.tsx';
import { useLooks } from '../../looks.tsx';
import { settingsTexts } from '../../texts/settings.ts';
import { useAsking } from '../../use-asking.ts';
import { useFetched } from '../../use-fetched.ts';

const ROUTE = '/v1/me/erasure';

/** The erasure of everything that is kept of me: asked for, waiting, or begun. */
export function ErasureCard() {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const { queries } = useCauserie();
  const look = useCallback(async () => {
    try {
      return { request: await queries.request<PrivacyRequest>('GET', ROUTE) };
    } catch (error) {
      if (error instanceof CauserieError && error.failure.code === 'not_found') return { request: null };
      throw error;
    }
  }, [queries]);
  const { value, again } = useFetched(look);
  const { hasFailed, isBusy, ask } = useAsking<PrivacyRequest>(again);
  const [isAsking, setAsking] = useState(false);
  const state = value?.request?.state;
  const hasBegun = state === 'queued' || state === 'running' || state === 'done';
  return (
    <article className="card" data-testid="erasure" data-state={state}>
      <h3>{text.erasure}</h3>
      <p>{text.erasureHint}</p>
      <div className="row-actions" aria-live="polite">
        {state === 'requested' && (
          <>
            <p>{text.erasureWaits}</p>
            <button
              type="button"
              className="csr-button csr-button-outline"
              disabled={isBusy}
              onClick={() => ask(() => queries.request('DELETE', ROUTE))}
            >
              {text.erasureWithdraw}
            </button>
          </>
        )}
        {hasBegun && <p>{text.erasureBegun}</p>}
        {state !== 'requested' && !hasBegun && (
          <button type="button" className="csr-button csr-button-danger" onClick={() => setAsking(true)}>
            {text.erasureAsk}
          </button>
        )}
      </div>
      {hasFailed && <p role="alert">{text.refused}</p>}
      {isAsking && (
        <ErasureDialog
          onClose={() => setAsking(false)}
          onAsked={() => {
            setAsking(false);
            again();
          }}
        />
      )}
    </article>
  );
}

/** Nobody erases themselves by a slip: a word has to be written. */
function ErasureDialog({ onAsked, onClose }: { onAsked(): void; onClose(): void }) {
  const { language } = useLooks();
  const text = settingsTexts[language];
  const { queries } = useCauserie();
  const [word, setWord] = useState('');
  const { isBusy, hasFailed, ask } = useAsking<PrivacyRequest>(onAsked);
  const isMeant = word.trim().toLocaleLowerCase(language) === text.erasureTheWord;
  return (
    <Dialog
      title={text.erasureTitle}
      confirm={text.erasureConfirm}
      giveUp={text.giveUp}
      isDangerous
      isBusy={isBusy || !isMeant}
      failure={hasFailed ? text.refused : null}
      onConfirm={() => ask(() => queries.request('POST', ROUTE, { confirm: true }))}
      onClose={onClose}
    >
      <p>{text.erasureText}</p>
      <label className="field">
        <span>{text.erasureWord(text.erasureTheWord)}</span>
        <input value={word} autoComplete="off" onChange={({ target }) => setWord(target.value)} data-testid="word" />
      </label>
    </Dialog>
  );
}
