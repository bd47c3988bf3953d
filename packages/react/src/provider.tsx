import type { Causerie } from '@causerie/client';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { createDates, type Dates } from './dates.ts';
import { en } from './strings/en.ts';
import { fr } from './strings/fr.ts';
import type { Strings } from './strings/strings.ts';

interface Surroundings {
  client: Causerie;
  strings: Strings;
  dates: Dates;
  /** Unsent texts by conversation id: they survive a look at another thread, and only that. */
  drafts: Map<string, string>;
}

const draftsByClient = new WeakMap<Causerie, Map<string, string>>();

function draftsOf(client: Causerie): Map<string, string> {
  const drafts = draftsByClient.get(client) ?? new Map<string, string>();
  draftsByClient.set(client, drafts);
  return drafts;
}

const Context = createContext<Surroundings | null>(null);

export interface CauserieProviderProps {
  /** A client from `createCauserie`; starting and stopping it is the caller's part. */
  client: Causerie;
  /** BCP 47; French unless it begins with `en`. */
  locale?: string;
  /** Replaces any of the texts. */
  strings?: Partial<Strings>;
  children: ReactNode;
}

/** Gives the components below it a messenger and a language. */
export function CauserieProvider({ client, locale = 'fr', strings, children }: CauserieProviderProps) {
  const value = useMemo(() => {
    const texts = { ...(locale.startsWith('en') ? en : fr), ...strings };
    return { client, drafts: draftsOf(client), strings: texts, dates: createDates(locale, texts) };
  }, [client, locale, strings]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** What the nearest provider gives. @throws Error outside of a provider. */
export function useSurroundings(): Surroundings {
  const value = useContext(Context);
  if (value === null) throw new Error('this needs a <CauserieProvider> above it');
  return value;
}
