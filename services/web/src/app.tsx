import { type Causerie, createCauserie } from '@causerie/client';
import { CauserieProvider } from '@causerie/react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Entrance } from './entrance.tsx';
import { conversationHref, navigate } from './location.ts';
import { Messenger } from './messenger.tsx';
import { currentToken, readSession, type Session, writeSession } from './session.ts';
import type { Language } from './texts.ts';
import { useLanguage } from './use-language.ts';
import { Welcome } from './welcome.tsx';

const Gallery = lazy(async () => ({ default: (await import('./gallery/gallery.tsx')).Gallery }));

/** The whole page: the first screen until somebody is chosen, then their messenger. */
export function App() {
  const [language, setLanguage] = useLanguage();
  const [session, setSession] = useState<Session | null>(readSession);
  const enter = (next: Session) => {
    writeSession(next);
    setSession(next);
    navigate(conversationHref(new URLSearchParams(location.search).get('c')));
  };
  const leave = () => {
    writeSession(null);
    setSession(null);
    navigate('/');
  };
  if (location.pathname === '/gallery') {
    return (
      <Suspense>
        <Gallery language={language} />
      </Suspense>
    );
  }
  if (session === null) {
    return (
      <Welcome language={language} onLanguage={setLanguage}>
        <Entrance language={language} onEnter={enter} />
      </Welcome>
    );
  }
  return (
    <Connected key={session.token} session={session} language={language} onLanguage={setLanguage} onLeave={leave} />
  );
}

interface ConnectedProps {
  session: Session;
  language: Language;
  onLanguage(language: Language): void;
  onLeave(): void;
}

function Connected({ session, language, onLanguage, onLeave }: ConnectedProps) {
  const client = useMemo(() => createCauserie({ url: '', getToken: () => currentToken(session) }), [session]);
  useRunning(client);
  return (
    <CauserieProvider client={client} locale={language}>
      <Messenger language={language} onLanguage={onLanguage} onLeave={onLeave} />
    </CauserieProvider>
  );
}

/** Runs the client while the page shows it, and asks before unsent messages would be lost with the page. */
function useRunning(client: Causerie) {
  useEffect(() => {
    client.start();
    const warn = (event: BeforeUnloadEvent) => {
      const waiting = Object.values(client.getSnapshot().conversations).some(({ pending }) => pending.length > 0);
      if (waiting) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      client.stop();
    };
  }, [client]);
}
