import { useLooks } from '../looks.tsx';
import { shellTexts } from '../texts/shell.ts';

/** Offers the other language, in its own words. */
export function LanguageSwitch() {
  const { language, setLanguage } = useLooks();
  const { name, label } = shellTexts[language].languageSwitch;
  const other = language === 'fr' ? 'en' : 'fr';
  return (
    <button
      type="button"
      className="language"
      lang={other}
      onClick={() => setLanguage(other)}
      data-testid="language-switch"
    >
      <span aria-hidden="true">{name}</span>
      <span className="csr-hidden">{label}</span>
    </button>
  );
}
