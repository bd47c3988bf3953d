import { type FormEvent, useState } from 'react';
import { useLooks } from '../looks.tsx';
import { entranceTexts } from '../texts/entrance.ts';

export interface TokenEntryProps {
  onToken(token: string): void;
}

/** Where there are no demo people: how one gets in, for the person who integrates Causerie. */
export function TokenEntry({ onToken }: TokenEntryProps) {
  const { language } = useLooks();
  const text = entranceTexts[language];
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <div data-testid="token-entry">
      <h2>{text.enterTitle}</h2>
      <p className="entrance-hint">{text.enterLead}</p>
      <p className="entrance-how">{text.enterHow}</p>
      <p className="address">
        <span>{`${location.origin}/`}</span>
        <b>{text.enterExample}</b>
      </p>
      <p className="entrance-hint">{text.enterPrivacy}</p>
      <form className="token-form" onSubmit={submit}>
        <label htmlFor="token">{text.tokenLabel}</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder={text.tokenPlaceholder}
          value={token}
          onChange={({ target }) => setToken(target.value)}
          data-testid="token-input"
        />
        <button type="submit" className="csr-button">
          {text.enter}
        </button>
      </form>
    </div>
  );
}
