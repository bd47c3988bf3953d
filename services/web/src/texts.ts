/** Languages of the page; French is the first. */
export type Language = 'fr' | 'en';

/** The same texts in every language. */
export type Bilingual<T> = Readonly<Record<Language, T>>;
