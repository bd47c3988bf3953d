import { NotificationHistory } from '@causerie/react';
import { useLooks } from '../looks.tsx';
import { Page } from '../page.tsx';
import { shellTexts } from '../texts/shell.ts';
import { useWhereItLeads } from '../told.tsx';

/** Everything one was told. */
export function NotificationsPage() {
  const { language } = useLooks();
  const leadTo = useWhereItLeads();
  return (
    <Page title={shellTexts[language].notifications}>
      <NotificationHistory hasHeading={false} onOpen={leadTo} />
    </Page>
  );
}
