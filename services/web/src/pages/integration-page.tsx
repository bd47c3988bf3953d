import { MessagingIntegrationExample } from '@causerie/react';
import { useLooks } from '../looks.tsx';
import { Page } from '../page.tsx';
import type { Session } from '../session.ts';
import { integrationTexts } from '../texts/integration.ts';

export interface IntegrationPageProps {
  session: Session;
}

/** What a developer puts on their own page, running, each beside its code. */
export function IntegrationPage({ session }: IntegrationPageProps) {
  const { language } = useLooks();
  const text = integrationTexts[language];
  return (
    <Page title={text.title} lead={text.lead} wide>
      <MessagingIntegrationExample token={session.token} locale={language} />
    </Page>
  );
}
