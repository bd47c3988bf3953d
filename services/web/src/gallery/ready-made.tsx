import {
  ChatMessage,
  ChatWindow,
  ConversationList,
  MedecinMessaging,
  MessageSearch,
  MessagingButton,
  MessagingIntegrationExample,
  MessagingWidget,
  SecureMessaging,
} from '@causerie/react';
import type { ReactNode } from 'react';
import { message } from './message-scene.tsx';
import { mailbox, ReadyScene, type ReadySceneProps } from './ready-made-scene.tsx';
import type { GallerySection, GalleryState } from './section.ts';

const failure = { code: 'unavailable' as const, detail: '', retryable: true, requestId: null };
const nothing = () => undefined;
const MANY = 10_000;

const list = (openId: string | null = 'c1') => (
  <ConversationList
    openId={openId}
    onOpen={nothing}
    onOpenMessage={nothing}
    onNew={nothing}
    hrefOf={(id) => `#${id}`}
  />
);

function state(
  id: string,
  fr: string,
  en: string,
  inside: ReactNode,
  scene: Partial<ReadySceneProps> = {},
  wide = false,
) {
  return {
    id,
    title: { fr, en },
    wide,
    render: () => <ReadyScene {...scene}>{inside}</ReadyScene>,
  } satisfies GalleryState;
}

const opened = () => {
  const conversations = mailbox(9);
  const [entry] = [conversations['c0']];
  if (entry === undefined) return conversations;
  const [me, other] = entry.markers.map(({ person }) => person);
  const said = (seq: number, mine: boolean, content: string) =>
    message(seq, {
      conversationId: 'c0',
      author: (mine ? me : other) ?? null,
      content,
      createdAt: new Date(Date.now() - (5 - seq) * 600_000).toISOString(),
    });
  const messages = [
    said(1, true, 'Bonjour Léa, comment va le genou depuis lundi ?'),
    said(2, true, 'Pensez à la glace le soir, quinze minutes suffisent.'),
    said(3, false, 'Bien mieux, merci ! Je monte de nouveau les escaliers.'),
    said(4, false, 'Bonjour docteur, la douleur a diminué depuis hier.'),
  ];
  return {
    ...conversations,
    c0: { ...entry, messages, topSeq: 4, floorSeq: 1, counted: { ...entry.counted, unread: 0 } },
  };
};

const notLoaded = { list: { loading: 'loading' as const, loaded: false, nextCursor: null, failure: null } };

/** Ready-made, in every state. */
export const readyMadeSection: GallerySection = {
  id: 'ready-made',
  title: { fr: 'Prêts à poser', en: 'Ready-made' },
  states: [
    state('list', 'Liste', 'List', list()),
    state('list-en', 'Liste en anglais', 'List in English', list(), { locale: 'en' }),
    state('list-many', 'Dix mille conversations', 'Ten thousand conversations', list('c40'), {
      state: { conversations: mailbox(MANY) },
    }),
    state('list-empty', 'Liste vide', 'Empty list', list(), { state: { conversations: {} } }),
    state('list-loading', 'Chargement', 'Loading', list(), { state: { conversations: {}, ...notLoaded } }),
    state('list-failed', 'Échec', 'Failure', list(), {
      state: { conversations: {}, list: { loading: 'failed', loaded: false, nextCursor: null, failure } },
    }),
    state(
      'search',
      'Recherche dans les messages',
      'Search in messages',
      <MessageSearch onOpen={nothing} onClose={nothing} />,
    ),
    state(
      'buttons',
      'Boutons',
      'Buttons',
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '0.75rem', padding: '1.25rem' }}>
        <MessagingButton unreadCount={0} />
        <MessagingButton unreadCount={5} />
        <MessagingButton unreadCount={120}>Écrire au secrétariat</MessagingButton>
        <MessagingButton />
      </div>,
      { height: 14 },
    ),
    state('widget', 'Panneau', 'Panel', <MessagingWidget placement="inline" onClose={nothing} />),
    state(
      'widget-thread',
      'Panneau, conversation',
      'Panel, thread',
      <MessagingWidget placement="inline" conversationId="c0" onClose={nothing} />,
      { state: { conversations: opened() } },
    ),
    state('secure', 'Une conversation', 'One thread', <SecureMessaging contextType="conversation" contextId="c0" />, {
      state: { conversations: opened() },
    }),
    state(
      'page',
      'Page entière',
      'Whole page',
      <ChatMessage router={{ openId: 'c0', onOpen: nothing }} />,
      {
        state: { conversations: opened() },
        height: 44,
      },
      true,
    ),
    state(
      'window',
      'Fenêtre',
      'Window',
      <ChatWindow conversationId="c0" onClose={nothing} />,
      {
        state: { conversations: opened() },
      },
      true,
    ),
    state('desk', 'Bureau du professionnel', 'The professional’s desk', <MedecinMessaging />, {}, true),
    state(
      'example',
      'Exemple d’intégration',
      'Integration example',
      <MessagingIntegrationExample />,
      { height: 130 },
      true,
    ),
  ],
};
