import { NotificationPreferences } from '@causerie/react';
import { useLooks } from '../../looks.tsx';
import { Page } from '../../page.tsx';
import { LanguageChoice, ThemeChoice } from '../../shell/choices.tsx';
import { settingsTexts } from '../../texts/settings.ts';
import { DevicesCheck } from './devices-check.tsx';
import { ErasureCard } from './erasure-card.tsx';
import { ExportCard } from './export-card.tsx';
import { LogoutCard } from './logout-card.tsx';

export interface SettingsPageProps {
  onLeave(): void;
}

/** How the page looks, what one is told, whether a call would work, one's own data, and the way out. */
export function SettingsPage({ onLeave }: SettingsPageProps) {
  const { language } = useLooks();
  const text = settingsTexts[language];
  return (
    <Page title={text.title}>
      <section className="page-section" aria-labelledby="settings-looks">
        <h2 id="settings-looks">{text.looks}</h2>
        <div className="card looks">
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </section>
      <div className="page-section">
        <NotificationPreferences />
      </div>
      <section className="page-section" aria-labelledby="settings-devices">
        <h2 id="settings-devices">{text.devices}</h2>
        <DevicesCheck />
      </section>
      <section className="page-section" aria-labelledby="settings-data">
        <h2 id="settings-data">{text.data}</h2>
        <div className="cards">
          <ExportCard />
          <ErasureCard />
        </div>
      </section>
      <section className="page-section" aria-labelledby="settings-session">
        <h2 id="settings-session">{text.session}</h2>
        <LogoutCard onLeave={onLeave} />
      </section>
    </Page>
  );
}
