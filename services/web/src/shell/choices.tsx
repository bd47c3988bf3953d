import { useId } from 'react';
import { type Theme, useLooks } from '../looks.tsx';
import { shellTexts } from '../texts/shell.ts';
import type { Language } from '../texts.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
/** Each in its own words. */
const LANGUAGES: Record<Language, string> = { fr: 'Français', en: 'English' };

/** Light, dark, or as the machine prefers. */
export function ThemeChoice() {
  const { language, theme, setTheme } = useLooks();
  const text = shellTexts[language];
  const options = THEMES.map((value) => ({ value, name: text.themes[value] }));
  return <Choice legend={text.theme} options={options} chosen={theme} onChoose={setTheme} testId="theme-choice" />;
}

/** The language of everything. */
export function LanguageChoice() {
  const { language, setLanguage } = useLooks();
  const options = (['fr', 'en'] as const).map((value) => ({ value, name: LANGUAGES[value], lang: value }));
  const legend = shellTexts[language].language;
  return <Choice legend={legend} options={options} chosen={language} onChoose={setLanguage} testId="language-choice" />;
}

export interface ChoiceProps<Value extends string> {
  legend: string;
  options: readonly { value: Value; name: string; lang?: string }[];
  chosen: Value | null;
  onChoose(value: Value): void;
  testId?: string;
}

/** A few answers beside each other, of which one holds. */
export function Choice<Value extends string>({ legend, options, chosen, onChoose, testId }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className="choice" data-testid={testId}>
      <legend>{legend}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === chosen}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
