import { type Causerie, createCauserie, type NotificationsState } from '@causerie/client';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { NotificationBell } from '../src/components/notifications/notification-bell.tsx';
import { NotificationHistory } from '../src/components/notifications/notification-history.tsx';
import { NotificationPreferences } from '../src/components/notifications/notification-preferences.tsx';
import { NotificationPrompt } from '../src/components/notifications/notification-prompt.tsx';
import { AttentionSignals } from '../src/hooks/use-attention-signals.ts';
import { CauserieProvider } from '../src/provider.tsx';

function told(state: Partial<NotificationsState>): Causerie {
  const client = createCauserie({ url: '', getToken: () => 'token' });
  const still = { ...client.notifications.getSnapshot(), ...state };
  return { ...client, notifications: { ...client.notifications, getSnapshot: () => still } };
}

function html(state: Partial<NotificationsState>, children: ReactNode, locale = 'fr'): string {
  return renderToStaticMarkup(
    <CauserieProvider client={told(state)} locale={locale}>
      {children}
    </CauserieProvider>,
  );
}

const ignore = () => undefined;

describe('on a server, before there is a browser', () => {
  it('the bell says how many are unread, in words for who cannot see it', () => {
    const bell = <NotificationBell onOpen={ignore} />;
    expect(html({ unread: 1 }, bell)).toContain('Notifications, 1 non lue');
    expect(html({ unread: 120 }, bell, 'en')).toMatch(/99\+.*Notifications, 120 unread/);
    expect(html({ unread: 0 }, bell)).not.toContain('csr-bell-badge');
  });

  it('the history tells loading from nothing and from failing', () => {
    const history = <NotificationHistory onOpen={ignore} />;
    expect(html({ loading: 'loading' }, history)).toContain('Chargement…');
    expect(html({ loaded: true }, history)).toContain('Rien de nouveau');
    expect(html({ loaded: true, filter: { unread: true } }, history)).toContain('Tout afficher');
    expect(html({ loading: 'failed' }, history)).toContain('role="alert"');
  });

  it('an appointment is told with what became of it and when, without a name that nobody knows', () => {
    const detail = { change: 'appointment.cancelled', startsAt: '2026-03-05T10:00:00.000Z' };
    const cancelled = { id: '1', kind: 'appointment', conversationId: null, seq: null, count: 1, detail } as const;
    const items = [{ ...cancelled, createdAt: '2026-03-02T09:00:00.000Z', readAt: null }];
    const shown = html({ loaded: true, items }, <NotificationHistory onOpen={ignore} />, 'en');
    expect(shown).toContain('Appointment cancelled: Thursday');
  });

  it('preferences show a choice for some kinds as neither on nor off for all', () => {
    const preferences = {
      inApp: true,
      push: false,
      email: false,
      sound: true,
      showContent: false,
      kinds: { appointment: { push: true } },
      quietHours: null,
    };
    const shown = html({ preferences }, <NotificationPreferences />);
    const box = (id: string) => new RegExp(`<input[^>]*data-testid="${id}"[^>]*>`).exec(shown)?.[0] ?? '';
    expect(box('channel-appointment-push')).toContain('checked');
    expect(box('channel-message-push')).not.toContain('checked');
    expect(box('channel-all-inApp')).toContain('checked');
    expect(box('channel-all-push')).not.toContain('checked');
  });

  it('nobody is asked for anything, and nothing of the window is touched', () => {
    const silent = (
      <>
        <NotificationPrompt />
        <AttentionSignals onOpen={ignore} />
      </>
    );
    const push = { supported: true, permission: 'default', subscribed: false } as const;
    expect(html({ push }, silent)).toBe('<div class="csr-prompt-slot"><output class="csr-hidden"></output></div>');
  });
});
