import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Language } from './texts.ts';

/** Preferences, not content: they may outlive the tab. `public/look.js` reads them too, before anything is drawn. */
const LANGUAGE_KEY = 'causerie.language';
const THEME_KEY = 'causerie.theme';
/** The paper of each look, for the bars that a browser draws around the page. */
const PAPER = { light: '#f5f2ec', dark: '#12181a' } as const;

/** Light, dark, or whatever the machine prefers. */
export type Theme = 'system' | 'light' | 'dark';

/** The language and the look of the page, and how to change them. */
export interface Looks {
  language: Language;
  theme: Theme;
  setLanguage(language: Language): void;
  setTheme(theme: Theme): void;
}

const Context = createContext<Looks | null>(null);

/** What this device prefers. @throws Error outside of a {@link LooksProvider}. */
export function useLooks(): Looks {
  const looks = useContext(Context);
  if (looks === null) throw new Error('this needs a <LooksProvider> above it');
  return looks;
}

/** Gives the page its language and look, and tells the document of both. */
export function LooksProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = 'ltr';
  }, [language]);
  useEffect(() => applyTheme(theme), [theme]);
  const looks = useMemo<Looks>(
    () => ({
      language,
      theme,
      setLanguage(next) {
        localStorage.setItem(LANGUAGE_KEY, next);
        setLanguage(next);
      },
      setTheme(next) {
        localStorage.setItem(THEME_KEY, next);
        setTheme(next);
      },
    }),
    [language, theme],
  );
  return <Context.Provider value={looks}>{children}</Context.Provider>;
}

/** The language that the page speaks now, for requests. */
export function currentLanguage(): string {
  return document.documentElement.lang;
}

function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['causerieTheme'];
  else root.dataset['causerieTheme'] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = PAPER[theme === 'system' ? own : theme];
  }
}

function firstTheme(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  if (stored === 'fr' || stored === 'en') return stored;
  return navigator.languages.some((language) => language.startsWith('fr')) || !navigator.language.startsWith('en')
    ? 'fr'
    : 'en';
}
