import { useEffect, useState } from 'react';
import type { Language } from './texts.ts';

/** A preference, not content: it may outlive the tab. */
const STORAGE_KEY = 'causerie.language';

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'fr' || stored === 'en') return stored;
  return navigator.languages.some((language) => language.startsWith('fr')) || !navigator.language.startsWith('en')
    ? 'fr'
    : 'en';
}

/** The page's language and how to change it; the document says it to screen readers. */
export function useLanguage(): [Language, (language: Language) => void] {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return [
    language,
    (next) => {
      localStorage.setItem(STORAGE_KEY, next);
      setLanguage(next);
    },
  ];
}
