import { useSurroundings } from '../../provider.tsx';
import { Panes } from './panes.tsx';
import { type ConversationRouter, useOpenState } from './router.ts';
import type { Identity } from './shared-client.ts';
import { StandAlone } from './stand-alone.tsx';
import { StatisticsSummary } from './statistics.tsx';

export interface MedecinMessagingProps extends Identity {
  router?: ConversationRouter | null | undefined;
  locale?: string | null | undefined;
}

/** The professional's view: conversations with search and filters, the figures of the last 30 days, and the opened thread. It fills what it stands in. */
export function MedecinMessaging({ router, locale, role, ...identity }: MedecinMessagingProps) {
  return (
    <StandAlone {...identity} role={role ?? 'medecin'} locale={locale}>
      <View router={router ?? undefined} />
    </StandAlone>
  );
}

function View({ router }: { router: ConversationRouter | undefined }) {
  const { readyMade: text } = useSurroundings().strings;
  const state = useOpenState(router);
  return (
    <section className="csr-ready csr-desk" aria-label={text.title} data-testid="medecin-messaging">
      <Panes
        state={state}
        hrefOf={router?.hrefOf}
        title={<h2 className="csr-title">{text.title}</h2>}
        summary={<StatisticsSummary />}
      />
    </section>
  );
}
