import type { ReactNode } from 'react';
import { LanguageSwitch } from './language-switch.tsx';
import { Logo } from './logo.tsx';
import { type Language, type Texts, texts } from './texts.ts';

export interface WelcomeProps {
  language: Language;
  onLanguage(language: Language): void;
  /** How one gets in: the demo people, or a token. */
  children: ReactNode;
}

/** The first screen: what Causerie promises, and the way in beside it. */
export function Welcome({ language, onLanguage, children }: WelcomeProps) {
  const text = texts[language];
  return (
    <div className="welcome">
      <header className="welcome-bar">
        <Logo size={36} />
        <LanguageSwitch language={language} onLanguage={onLanguage} />
      </header>
      <main className="welcome-main">
        <section className="pitch">
          <h1>{text.title}</h1>
          <p className="pitch-lead">{text.lead}</p>
          <Sample text={text} />
        </section>
        <section className="entrance">{children}</section>
        <ul className="promises">
          {text.promises.map((promise) => (
            <li key={promise.title}>
              <strong>{promise.title}</strong>
              <span>{promise.text}</span>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

/** A glimpse of a conversation; decoration that the texts beside it make superfluous for a reader. */
function Sample({ text: { sample } }: { text: Texts }) {
  return (
    <div className="sample" aria-hidden="true">
      <p className="sample-chip">{sample.later}</p>
      <p className="sample-bubble">{sample.theirs}</p>
      <p className="sample-bubble sample-mine">
        {sample.mine}
        <svg width="17" height="17" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2.4">
          <path d="m.8 12.6 4.7 4.7 9.2-10M11 14.6l2.8 2.7 9.2-10" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </p>
    </div>
  );
}
