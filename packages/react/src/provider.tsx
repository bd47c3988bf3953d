import { type Causerie, type CauserieOptions, createCauserie, createValue, type Message } from '@causerie/client';
import { type ComponentType, createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { AvatarProps } from './components/avatar.tsx';
import { createDates, type Dates } from './dates.ts';
import { speakingAt } from './components/ready-made/origins.ts';
import { en } from './strings/en.ts';
import { fr } from './strings/fr.ts';
import type { SomeStrings, Strings } from './strings/strings.ts';

/** Two instants of a thread; null is its beginning, or now. */
export interface BetweenProps {
  conversationId: string;
  after: string | null;
  before: string | null;
}

/** Components that a host may put in the place of ours, or into places that are empty without it. */
export interface Slots {
  /** Who somebody is, wherever a person is shown. */
  Avatar?: ComponentType<AvatarProps>;
  /** Beside the name at the head of a thread, such as a button that calls. */
  ThreadActions?: ComponentType<{ conversationId: string }>;
  /** Between two messages of a thread: what happened there that is no message, such as a call, as items of the list. */
  Between?: ComponentType<BetweenProps>;
  /** Beside the field in which messages are written. */
  ComposerActions?: ComponentType<{ conversationId: string }>;
  /** Beside what the system says, such as a button that books another appointment. */
  SystemMessageActions?: ComponentType<{ message: Message }>;
}

export interface Surroundings {
  client: Causerie;
  locale: string;
  strings: Strings;
  dates: Dates;
  slots: Slots;
}

const Context = createContext<Surroundings | null>(null);

/** Language and looks of everything below a provider. */
export interface Looks {
  /** BCP 47; French unless it begins with `en`. */
  locale?: string | undefined;
  /** Replaces any of the texts. */
  strings?: SomeStrings | undefined;
  slots?: Slots | undefined;
  children: ReactNode;
}

/** A messenger that the host made, starts and stops, or the address and the token of one that lives as long as the provider. */
export type CauserieProviderProps = Looks & ({ client: Causerie } | (Begin & { client?: undefined }));

/** What a messenger begins with; see `CauserieOptions`. */
type Begin = Pick<CauserieOptions, 'url' | 'getToken' | 'pushWorkerUrl'>;

/** Gives the components below it a messenger and a language. */
export function CauserieProvider(props: CauserieProviderProps) {
  const { locale = 'fr', strings, slots = NO_SLOTS, children } = props;
  const given = props.client;
  if (given !== undefined) return <Given {...{ client: given, locale, strings, slots, children }} />;
  return <Own {...props} {...{ locale, slots }} />;
}

const NO_SLOTS: Slots = {};

function Own({ url, getToken, pushWorkerUrl, ...looks }: Looks & Begin) {
  const { locale = 'fr' } = looks;
  // The host may write `getToken` in place: a new function at every render must not be a new messenger, nor a new language.
  const [latest] = useState(() => createValue({ getToken, locale }));
  useEffect(() => latest.set({ getToken, locale }), [latest, getToken, locale]);
  const client = useMemo(
    () =>
      speakingAt(
        createCauserie({
          url,
          locale: () => latest.getSnapshot().locale,
          getToken: () => latest.getSnapshot().getToken(),
          ...(pushWorkerUrl === undefined ? {} : { pushWorkerUrl }),
        }),
        url,
      ),
    [url, pushWorkerUrl, latest],
  );
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  return <Given client={client} {...looks} />;
}

function Given({ client, locale = 'fr', strings, slots = NO_SLOTS, children }: Looks & { client: Causerie }) {
  const value = useMemo(() => {
    const texts = withSome(locale.startsWith('en') ? en : fr, strings);
    return { client, locale, strings: texts, slots, dates: createDates(locale, texts) };
  }, [client, locale, strings, slots]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Puts a host's texts in the place of ours, one by one within a group. */
function withSome(ours: Strings, some: SomeStrings | undefined): Strings {
  if (some === undefined) return ours;
  const merged: Record<string, unknown> = { ...ours };
  for (const [key, theirs] of Object.entries(some)) {
    const group = merged[key];
    const isGroup = typeof group === 'object' && group !== null;
    merged[key] = isGroup ? { ...group, ...(theirs as object) } : theirs;
  }
  return merged as unknown as Strings;
}

/** What the nearest provider gives. @throws Error outside of a provider. */
export function useSurroundings(): Surroundings {
  const value = useContext(Context);
  if (value === null) throw new Error('this needs a <CauserieProvider> above it');
  return value;
}

/** What the nearest provider gives, or null where there is none: for components that can also stand alone. */
export function useNearbySurroundings(): Surroundings | null {
  return useContext(Context);
}
