import {
  type Causerie,
  type Conversation,
  entryFromSnapshot,
  type Mute,
  type Notification,
  type NotificationKind,
  type NotificationsState,
} from '@causerie/client';
import {
  CauserieProvider,
  ConversationMute,
  NotificationBell,
  NotificationHistory,
  NotificationPreferences,
  NotificationPrompt,
} from '@causerie/react';
import { type ReactNode, useEffect } from 'react';
import { useLooks } from '../looks.tsx';
import type { GallerySection, GalleryState } from './section.ts';
import { stillClient } from './still-client.ts';

const ME = { id: 'me', side: 'client', subject: '1', name: 'Léa Martin' } as const;
const DOCTORS = [
  { id: 'fontaine', side: 'professional', subject: '1', name: 'Dr Claire Fontaine' },
  { id: 'haddad', side: 'professional', subject: '2', name: 'Dr Samir Haddad' },
] as const;

function conversation(id: string, person: (typeof DOCTORS)[number], number: number): Conversation {
  const participant = { readSeq: 0, readAt: null, deliveredSeq: 0, deliveredAt: null, unread: 0 };
  const at = '2026-03-02T09:00:00.000Z';
  return {
    id,
    number,
    status: 'active',
    subject: null,
    appointmentId: null,
    revision: 0,
    blockedById: null,
    createdAt: at,
    updatedAt: at,
    lastMessageAt: null,
    lastSeq: 0,
    lastMessage: null,
    participants: [ME, person].map((one) => ({ ...participant, person: one })),
  };
}

const CONVERSATIONS = Object.fromEntries(
  DOCTORS.map((person, index) => {
    const snapshot = conversation(`with-${person.id}`, person, index + 1);
    return [snapshot.id, entryFromSnapshot(snapshot, ME.id)];
  }),
);

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

let made = 0;
function told(kind: NotificationKind, minutesAgo: number, more: Partial<Notification> = {}): Notification {
  made += 1;
  return {
    id: String(1_000_000 - made),
    kind,
    conversationId: null,
    seq: null,
    count: 1,
    detail: {},
    createdAt: new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString(),
    readAt: null,
    ...more,
  };
}

const READ = { readAt: '2026-03-02T09:00:00.000Z' };
const SOON = new Date(Date.now() + 2 * DAY_MINUTES * MINUTE_MS).toISOString();

const TOLD: readonly Notification[] = [
  told('message', 4, { conversationId: 'with-fontaine', count: 3 }),
  told('missed-call', 37, { conversationId: 'with-haddad' }),
  told('appointment', 190, { detail: { change: 'appointment.rescheduled', startsAt: SOON } }),
  told('message', DAY_MINUTES + 60, { conversationId: 'with-haddad', ...READ }),
  told('system', DAY_MINUTES + 300, READ),
  told('appointment', 4 * DAY_MINUTES, { detail: { change: 'appointment.booked', startsAt: SOON }, ...READ }),
];

const PREFERENCES: NonNullable<NotificationsState['preferences']> = {
  inApp: true,
  push: true,
  email: false,
  sound: true,
  showContent: false,
  kinds: { system: { push: false } },
  quietHours: { from: '20:00', to: '07:30', timeZone: 'Europe/Paris' },
};

const EVERYTHING: Partial<NotificationsState> = {
  items: TOLD,
  newest: TOLD,
  unread: 3,
  loaded: true,
  preferences: PREFERENCES,
  push: { supported: true, permission: 'granted', subscribed: true },
};

interface StageProps {
  state: Partial<NotificationsState>;
  /** Verbs that fail or do something where the still ones do nothing. */
  verbs?: Partial<Causerie['notifications']>;
  /** Whether a message of mine was just sent, which is when people are asked. */
  justSent?: boolean;
  children: ReactNode;
}

const nothing = () => Promise.resolve();

/** Notifications that stay as they are. */
function Stage({ state, verbs, justSent = false, children }: StageProps) {
  const { language } = useLooks();
  const plain = stillClient({ me: ME, conversations: CONVERSATIONS });
  const still: NotificationsState = { ...plain.notifications.getSnapshot(), ...state };
  const on: Causerie['on'] = (name, listener) => {
    const sent = { message: { id: '' }, mine: true };
    if (justSent && name === 'message') (listener as (event: unknown) => void)(sent);
    return () => undefined;
  };
  const client: Causerie = {
    ...plain,
    on,
    notifications: {
      ...plain.notifications,
      getSnapshot: () => still,
      load: nothing,
      loadNewest: nothing,
      loadMore: nothing,
      loadPreferences: nothing,
      lookAtPush: nothing,
      savePreferences: nothing,
      markRead: nothing,
      markAllRead: nothing,
      remove: nothing,
      mute: (id) => Promise.resolve<Mute>(still.mutes[id] ?? { muted: false, until: null }),
      setMute: () => Promise.resolve<Mute>({ muted: false, until: null }),
      subscribeToPush: () => Promise.resolve(false),
      unsubscribeFromPush: nothing,
      ...verbs,
    },
  };
  return (
    <CauserieProvider client={client} locale={language}>
      {children}
    </CauserieProvider>
  );
}

const ignore = () => undefined;
const failure = { code: 'network', detail: '', retryable: true, requestId: null } as const;

function history(id: string, title: GalleryState['title'], state: Partial<NotificationsState>): GalleryState {
  return {
    id: `history-${id}`,
    title,
    wide: id === 'full',
    render: () => (
      <Stage state={{ ...EVERYTHING, ...state }}>
        <NotificationHistory onOpen={ignore} />
      </Stage>
    ),
  };
}

function preferences(id: string, title: GalleryState['title'], state: Partial<NotificationsState>): GalleryState {
  return {
    id: `preferences-${id}`,
    title,
    wide: id === 'full',
    render: () => (
      <Stage state={{ ...EVERYTHING, ...state }}>
        <NotificationPreferences />
      </Stage>
    ),
  };
}

/** Opens the popover below it, which otherwise waits for a click. */
function Opened({ children }: { children: ReactNode }) {
  useEffect(() => document.querySelector<HTMLElement>('.gallery-opened [popover]')?.showPopover(), []);
  return <div className="gallery-opened">{children}</div>;
}

function bell(state: Partial<NotificationsState>): ReactNode {
  return (
    <Stage state={state}>
      <div className="gallery-bar">
        <NotificationBell onOpen={ignore} seeAllHref="#" />
      </div>
    </Stage>
  );
}

const DEVICE = { supported: true, subscribed: false } as const;
const FOREVER: Mute = { muted: true, until: null };
const AT_NIGHT: Mute = { muted: true, until: new Date(Date.now() + 300 * MINUTE_MS).toISOString() };

/** Notifications, in every state. */
export const notificationsSection: GallerySection = {
  id: 'notifications',
  title: { fr: 'Notifications', en: 'Notifications' },
  states: [
    { id: 'bell', title: { fr: 'Cloche', en: 'Bell' }, render: () => bell(EVERYTHING) },
    { id: 'bell-quiet', title: { fr: 'Rien de nouveau', en: 'Nothing new' }, render: () => bell({ newest: [] }) },
    {
      id: 'bell-open',
      title: { fr: 'Cloche ouverte', en: 'Bell, open' },
      render: () => <Opened>{bell(EVERYTHING)}</Opened>,
    },
    history('full', { fr: 'Historique', en: 'History' }, { nextCursor: 'more' }),
    history('unread', { fr: 'Non lues', en: 'Unread' }, { filter: { unread: true }, items: TOLD.slice(0, 3) }),
    history('empty', { fr: 'Rien encore', en: 'Nothing yet' }, { items: [], unread: 0 }),
    history('none', { fr: 'Rien sous ces filtres', en: 'Nothing matches' }, { items: [], filter: { kind: 'system' } }),
    history('loading', { fr: 'Chargement', en: 'Loading' }, { items: [], loaded: false, loading: 'loading' }),
    history('failed', { fr: 'Échec', en: 'Failed' }, { items: [], loaded: false, loading: 'failed', failure }),
    preferences('full', { fr: 'Préférences', en: 'Preferences' }, { mutes: { 'with-haddad': FOREVER } }),
    preferences(
      'default',
      { fr: 'Appareil à activer', en: 'Device to turn on' },
      { preferences: { ...PREFERENCES, quietHours: null }, push: { ...DEVICE, permission: 'default' } },
    ),
    preferences('denied', { fr: 'Refusées', en: 'Denied' }, { push: { ...DEVICE, permission: 'denied' } }),
    {
      id: 'prompt',
      title: { fr: 'Proposition', en: 'Offer' },
      render: () => (
        <Stage state={{ push: { ...DEVICE, permission: 'default' } }} justSent>
          <NotificationPrompt />
        </Stage>
      ),
    },
    {
      id: 'mute',
      title: { fr: 'Sourdine', en: 'Mute' },
      render: () => (
        <Stage state={{ mutes: { 'with-haddad': AT_NIGHT } }}>
          <div className="gallery-bar">
            <ConversationMute conversationId="with-fontaine" />
            <ConversationMute conversationId="with-haddad" />
          </div>
        </Stage>
      ),
    },
  ],
};
