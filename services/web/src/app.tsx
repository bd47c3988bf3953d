import { lazy, Suspense, useState } from 'react';
import { EntrancePage } from './entrance/entrance-page.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { browserNavigation, conversationHref, usePlace } from './location.ts';
import { LooksProvider, useLooks } from './looks.tsx';
import { Missing } from './missing.tsx';
import { isForGuests, needsSession, type Route, routeOf } from './routes.ts';
import { readSession, type Session, tabSession, takeTokenFromAddress, writeSession } from './session.ts';
import { Waiting } from './waiting.tsx';

/** A screen that is fetched when it is wanted, with the style sheet of everything behind the first one. */
async function behind<T>(screen: Promise<T>): Promise<T> {
  const [fetched] = await Promise.all([screen, import('./styles/inside.css')]);
  return fetched;
}

// The first screen comes with none of these: whoever goes on needs one of them.
const Inside = lazy(async () => ({ default: (await behind(import('./inside.tsx'))).Inside }));
const GuestPage = lazy(async () => ({ default: (await behind(import('./pages/guest-page.tsx'))).GuestPage }));
const DuoPage = lazy(async () => ({ default: (await behind(import('./duo/duo-page.tsx'))).DuoPage }));
const OperatorPage = lazy(async () => ({
  default: (await behind(import('./pages/operator/operator-page.tsx'))).OperatorPage,
}));
const Gallery = lazy(async () => ({ default: (await behind(import('./gallery/gallery.tsx'))).Gallery }));

/** The whole application. */
export function App() {
  return (
    <LooksProvider>
      <Guarded />
    </LooksProvider>
  );
}

function Guarded() {
  const { language } = useLooks();
  const { path } = usePlace();
  return (
    <ErrorBoundary language={language} place={path}>
      <Suspense fallback={<Waiting />}>
        <Pages route={routeOf(path)} />
      </Suspense>
    </ErrorBoundary>
  );
}

/** Who comes with a token in the address wants to be let in, not to be asked who they are. */
function firstSession(): Session | null {
  const cameWithToken = takeTokenFromAddress();
  const session = readSession();
  if (cameWithToken && routeOf(location.pathname).page === 'entrance') {
    history.replaceState(null, '', conversationHref(null));
  }
  return session;
}

function Pages({ route }: { route: Route }) {
  const { language } = useLooks();
  const [session, setSession] = useState<Session | null>(firstSession);
  const enter = (next: Session) => {
    writeSession(next);
    setSession(next);
    // Whoever was asked on their way to a page goes on to it.
    if (!needsSession(route)) browserNavigation.go(conversationHref(null));
  };
  const leave = () => {
    writeSession(null);
    setSession(null);
    browserNavigation.go('/');
  };
  if (route.page === 'gallery') return <Gallery language={language} />;
  if (route.page === 'operator') return <OperatorPage />;
  if (route.page === 'duo') return <DuoPage />;
  if (session !== null) {
    return <Inside key={session.token} {...{ session, route }} keeper={tabSession} onEnter={enter} onLeave={leave} />;
  }
  if (isForGuests(route)) return <GuestPage shareToken={route.shareToken} />;
  if (route.page === 'unknown') {
    return (
      <main className="alone">
        <Missing />
      </main>
    );
  }
  return <EntrancePage onEnter={enter} />;
}
