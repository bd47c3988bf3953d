import { createCauserie } from '@causerie/client';
import { useCallback, useState } from 'react';
import { type DemoPerson, fetchDemoPeople } from '../demo.ts';
import { LanguageSwitch } from '../entrance/language-switch.tsx';
import { Link } from '../link.tsx';
import { useNavigation, usePlace } from '../location.ts';
import { useLooks } from '../looks.tsx';
import { Mark } from '../logo.tsx';
import { useArrival } from '../page.tsx';
import { Choice } from '../shell/choices.tsx';
import { Nothing, Unloaded } from '../states.tsx';
import { duoTexts } from '../texts/duo.ts';
import { useTitle } from '../title.tsx';
import { useFetched } from '../use-fetched.ts';
import { Waiting } from '../waiting.tsx';
import { Pane } from './pane.tsx';

type Scene = 'practice' | 'salon';
type Side = DemoPerson['side'];

/** Who is on which side, by subject. */
const SCENES: Record<Scene, Record<Side, string>> = {
  practice: { professional: '7', client: '42' },
  salon: { professional: '12', client: '44' },
};

/** A professional and a client on one screen, each with a session, a messenger and a device of their own. */
export function DuoPage() {
  const { language } = useLooks();
  const text = duoTexts[language];
  const navigation = useNavigation();
  const scene: Scene = usePlace().query.get('scene') === 'salon' ? 'salon' : 'practice';
  const [shown, setShown] = useState<Side>('professional');
  const heading = useArrival();
  useTitle(text.title);
  const scenes = (['practice', 'salon'] as const).map((value) => ({ value, name: text.scenes[value] }));
  const sides = (['professional', 'client'] as const).map((value) => ({ value, name: text.sides[value] }));
  return (
    <div className="duo" data-shown={shown}>
      <header className="duo-bar">
        <Link to="/" aria-label={text.back} className="duo-home">
          <Mark size={32} />
        </Link>
        <div className="duo-words">
          <h1 ref={heading} tabIndex={-1} data-testid="page-title">
            {text.title}
          </h1>
          <p>{text.lead}</p>
        </div>
        <Choice
          legend={text.scene}
          options={scenes}
          chosen={scene}
          onChoose={(next) => navigation.go(next === 'salon' ? '/duo?scene=salon' : '/duo', 'replace')}
          testId="duo-scene"
        />
        <div className="duo-switch">
          <Choice
            legend={text.shown}
            options={sides}
            chosen={shown}
            onChoose={(next) => setShown(next)}
            testId="duo-side"
          />
        </div>
        <LanguageSwitch />
      </header>
      <main className="duo-main">
        <Both key={scene} scene={scene} />
      </main>
    </div>
  );
}

interface Couple {
  professional: DemoPerson;
  client: DemoPerson;
  conversationId: string;
}

function Both({ scene }: { scene: Scene }) {
  const { language } = useLooks();
  const text = duoTexts[language];
  const ask = useCallback(() => meet(scene), [scene]);
  const { value, failed, again } = useFetched(ask);
  if (value === null) return failed ? <Unloaded onRetry={again} /> : <Waiting />;
  if (value === 'none') return <Nothing title={text.none} hint={text.noneHint} />;
  return (
    <>
      <Pane person={value.professional} conversationId={value.conversationId} device="tablet" />
      <Pane person={value.client} conversationId={value.conversationId} device="phone" />
    </>
  );
}

/** The two people of a scene and what they have to say to each other; `none` where there is no demonstration. */
async function meet(scene: Scene): Promise<Couple | 'none'> {
  const people = await fetchDemoPeople();
  const find = (side: Side) => people?.find((one) => one.side === side && one.subject === SCENES[scene][side]);
  const [professional, client] = [find('professional'), find('client')];
  if (professional === undefined || client === undefined) return 'none';
  const asked = createCauserie({ url: '', getToken: () => professional.token });
  return { professional, client, conversationId: await asked.createConversation({ withSubject: client.subject }) };
}
