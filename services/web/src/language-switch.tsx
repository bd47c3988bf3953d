import { type Language, texts } from './texts.ts';

/** Which language the page speaks, and how to change it. */
export interface LanguageSwitchProps {
  language: Language;
  onLanguage(language: Language): void;
}

/** Offers the other language, in its own words. */
export function LanguageSwitch({ language, onLanguage }: LanguageSwitchProps) {
  const text = texts[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return (
    <button
      type="button"
      className="language"
      lang={other}
      onClick={() => onLanguage(other)}
      data-testid="language-switch"
    >
      <span aria-hidden="true">{text.switchTo}</span>
      <span className="csr-hidden">{text.switchToLabel}</span>
    </button>
  );
}
