import { type Causerie, createCauserie } from '@causerie/client';
import { CauserieProvider } from '@causerie/react';
import { CallActions, CallsBetween, CallsProvider } from '@causerie/react/calls';
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react';
import { CallLayer } from './call-layer.tsx';
import { EntrancePage } from './entrance/entrance-page.tsx';
import { GoOn } from './entrance/go-on.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { usePlace } from './location.ts';
import { currentLanguage, useLooks } from './looks.tsx';
import { Missing } from './missing.tsx';
import { MessengerPage } from './pages/messenger-page.tsx';
import type { PageName, Route } from './routes.ts';
import { currentToken, type Session, type SessionKeeper } from './session.ts';
import { Shell } from './shell/shell.tsx';
import { Waiting } from './waiting.tsx';

const ConferencePage = lazy(async () => ({ default: (await import('./pages/calls-page.tsx')).CallsPage }));
const PeoplePage = lazy(async () => ({ default: (await import('./pages/people-page.tsx')).PeoplePage }));
const AppointmentsPage = lazy(async () => ({
  default: (await import('./pages/appointments/appointments-page.tsx')).AppointmentsPage,
}));
const NotificationsPage = lazy(async () => ({
  default: (await import('./pages/notifications-page.tsx')).NotificationsPage,
}));
const SettingsPage = lazy(async () => ({ default: (await import('./pages/settings/settings-page.tsx')).SettingsPage }));
const IntegrationPage = lazy(async () => ({
  default: (await import('./pages/integration-page.tsx')).IntegrationPage,
}));

export interface InsideProps {
  session: Session;
  keeper: SessionKeeper;
  route: Route;
  onEnter(session: Session): void;
  onLeave(): void;
}

/** What the messenger gets from calls, which it does not know. */
const SLOTS = { ThreadActions: CallActions, Between: CallsBetween };

/** Everything of one person who is signed in: their messenger and calls run on whichever page they look at. */
export function Inside({ session, keeper, route, onEnter, onLeave: onLeft }: InsideProps) {
  const { language } = useLooks();
  const { path, query } = usePlace();
  const client = useClient(session, keeper);
  const onLeave = () => {
    // Whoever uses this device next finds nothing of what was not sent.
    void client.forget();
    onLeft();
  };
  const isDemo = session.demo !== null;
  const page: PageName = route.page;
  return (
    <CauserieProvider client={client} locale={language} slots={SLOTS}>
      <CallsProvider>
        {page === 'entrance' ? (
          <EntrancePage onEnter={onEnter}>
            <GoOn />
          </EntrancePage>
        ) : (
          <Shell {...{ page, isDemo, onLeave }} immersed={page === 'messenger' && query.has('c')}>
            <ErrorBoundary language={language} place={path}>
              <Suspense fallback={<Waiting />}>{pageOf(route, { session, onLeave })}</Suspense>
            </ErrorBoundary>
          </Shell>
        )}
        <CallLayer page={page} />
      </CallsProvider>
    </CauserieProvider>
  );
}

function pageOf(route: Route, { session, onLeave }: Pick<InsideProps, 'session' | 'onLeave'>): ReactNode {
  switch (route.page) {
    case 'messenger':
      return <MessengerPage />;
    case 'conference':
      return <ConferencePage {...route} />;
    case 'people':
      return <PeoplePage />;
    case 'appointments':
      return <AppointmentsPage isDemo={session.demo !== null} />;
    case 'notifications':
      return <NotificationsPage />;
    case 'settings':
      return <SettingsPage onLeave={onLeave} />;
    case 'integration':
      return <IntegrationPage session={session} />;
    default:
      return <Missing />;
  }
}

/** A messenger that runs while the page shows it, and asks before unsent messages would be lost with the page. */
function useClient(session: Session, keeper: SessionKeeper): Causerie {
  const client = useMemo(
    () =>
      createCauserie({
        url: '',
        pushWorkerUrl: '/push-worker.js',
        locale: currentLanguage,
        getToken: () => currentToken(session, keeper),
      }),
    [session, keeper],
  );
  useEffect(() => {
    client.start();
    const warn = (event: BeforeUnloadEvent) => {
      const { conversations, outbox } = client.getSnapshot();
      const waiting = Object.values(conversations).some(({ pending }) => pending.length > 0);
      // What is kept on this device is sent when the page is opened again.
      if (waiting && outbox === 'memory') event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      client.stop();
    };
  }, [client]);
  return client;
}
