import { lazy, Suspense, useState } from 'react';
import { asDemoPerson, type DemoPerson } from '../demo.ts';
import {
  browserNavigation,
  conversationHref,
  createNavigation,
  type Navigation,
  NavigationContext,
  usePlace,
} from '../location.ts';
import { useLooks } from '../looks.tsx';
import { routeOf } from '../routes.ts';
import { createSessionKeeper, type Session, type SessionKeeper } from '../session.ts';
import { TitleContext } from '../title.tsx';
import { Waiting } from '../waiting.tsx';

const Inside = lazy(async () => ({ default: (await import('../inside.tsx')).Inside }));

export interface PaneProps {
  person: DemoPerson;
  /** What is open at first. */
  conversationId: string;
  /** What the pane looks like. */
  device: 'tablet' | 'phone';
}

/** One person's whole application in a part of the page: its links stay in it, and the window keeps its title and address. */
export function Pane({ person, conversationId, device }: PaneProps) {
  const { language } = useLooks();
  const [own] = useState(() => ownWorld(person, conversationId));
  return (
    <section className="device" data-device={device} data-side={person.side} data-testid={`pane-${person.side}`}>
      <h2>
        {person.name}
        <small>{person.headline[language]}</small>
      </h2>
      <div className="device-frame">
        <div className="device-screen">
          <NavigationContext value={own.navigation}>
            <TitleContext value={false}>
              <Suspense fallback={<Waiting />}>
                <World session={own.session} keeper={own.keeper} />
              </Suspense>
            </TitleContext>
          </NavigationContext>
        </div>
      </div>
    </section>
  );
}

function ownWorld(
  person: DemoPerson,
  conversationId: string,
): { navigation: Navigation; session: Session; keeper: SessionKeeper } {
  const session: Session = { token: person.token, demo: asDemoPerson(person) };
  return {
    navigation: createNavigation(conversationHref(conversationId)),
    session,
    keeper: createSessionKeeper(session),
  };
}

function World({ session, keeper }: { session: Session; keeper: SessionKeeper }) {
  const route = routeOf(usePlace().path);
  // There is no first screen in a pane: whoever is in it is somebody already.
  const inside = route.page === 'entrance' ? ({ page: 'messenger' } as const) : route;
  const leave = () => browserNavigation.go('/');
  return <Inside session={session} keeper={keeper} route={inside} onEnter={leave} onLeave={leave} />;
}
