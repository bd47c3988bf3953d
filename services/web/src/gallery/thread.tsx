import type { ConversationEntry, Message, State } from '@causerie/client';
import { CauserieProvider, Thread } from '@causerie/react';
import { type ReactNode, useState } from 'react';
import { conversation, doctor, me, message } from './message-scene.tsx';
import type { GallerySection } from './section.ts';
import { stillClient } from './still-client.ts';

const TEXTS = [
  'Bonjour Docteur, le genou va mieux depuis lundi.',
  'Bonjour Léa, bonne nouvelle. Marchez un peu chaque jour, sans forcer.',
  'D’accord. Et les escaliers ?',
  'Une marche à la fois, avec la rampe.',
  'Merci !',
];

/** What two people said to each other, from one seq to another. */
function talk(fromSeq: number, toSeq: number): Message[] {
  return Array.from({ length: toSeq - fromSeq + 1 }, (_, index) => {
    const seq = fromSeq + index;
    const author = seq % 2 === 1 ? me : doctor;
    return message(seq, { author, content: TEXTS[(seq - 1) % TEXTS.length] ?? '' });
  });
}

function unread(entry: ConversationEntry, count: number): ConversationEntry {
  const lastSeq = entry.messages.at(-1)?.seq ?? 0;
  const readSeq = lastSeq - count;
  return {
    ...entry,
    markers: entry.markers.map((marker) => (marker.person.id === me.id ? { ...marker, readSeq } : marker)),
    counted: { readSeq, lastSeq, unread: Math.ceil(count / 2), exact: true },
  };
}

interface SceneProps {
  entry: ConversationEntry | null;
  state?: Partial<State>;
  jumpToSeq?: number;
  locale?: string;
  dir?: 'rtl';
}

/** A thread that stands still, as high as on a small screen. */
function Scene({ entry, state, jumpToSeq, locale = 'fr', dir }: SceneProps) {
  const [client] = useState(() => stillClient({ me, conversations: entry === null ? {} : { c: entry }, ...state }));
  return (
    <CauserieProvider client={client} locale={locale} slots={SLOTS}>
      <div dir={dir} style={{ blockSize: '36rem' }}>
        <Thread conversationId="c" onBack={() => undefined} jumpToSeq={jumpToSeq} />
      </div>
    </CauserieProvider>
  );
}

const SLOTS = {};
const presence = { presence: { [doctor.id]: { online: true, lastSeenAt: null } } };
const draw = (props: SceneProps) => (): ReactNode => <Scene {...props} />;
const far = conversation([...talk(1, 30), ...talk(9_951, 10_000)], { topSeq: 10_000, floorSeq: 9_951 });

/** Thread, in every state. */
export const threadSection: GallerySection = {
  id: 'thread',
  title: { fr: 'Fil', en: 'Thread' },
  states: [
    {
      id: 'read',
      title: { fr: 'Tout est lu', en: 'Everything is read' },
      render: draw({ entry: conversation(talk(1, 30)), state: presence }),
    },
    {
      id: 'unread',
      title: { fr: 'Messages non lus', en: 'Unread messages' },
      render: draw({ entry: unread(conversation(talk(1, 60)), 24) }),
    },
    {
      id: 'typing',
      title: { fr: 'L’autre écrit', en: 'The other types' },
      render: draw({
        entry: conversation(talk(1, 4)),
        state: { typing: { c: { [doctor.id]: Number.MAX_SAFE_INTEGER } } },
      }),
    },
    {
      id: 'far',
      title: { fr: 'Loin dans le passé, en chargement', en: 'Far back, on its way' },
      render: draw({ entry: far, jumpToSeq: 5_000 }),
    },
    {
      id: 'marked',
      title: { fr: 'Au message cité', en: 'At the quoted message' },
      render: draw({ entry: far, jumpToSeq: 12 }),
    },
    { id: 'loading', title: { fr: 'Chargement', en: 'Loading' }, render: draw({ entry: null }) },
    {
      id: 'failed',
      title: { fr: 'Chargement échoué', en: 'Loading failed' },
      render: draw({ entry: conversation([], { floorSeq: null, loadingLatest: 'failed' }) }),
    },
    { id: 'empty', title: { fr: 'Encore vide', en: 'Empty so far' }, render: draw({ entry: conversation([]) }) },
    {
      id: 'closed',
      title: { fr: 'Archivée', en: 'Archived' },
      render: draw({ entry: conversation(talk(1, 12), { status: 'archived' }) }),
    },
    {
      id: 'right-to-left',
      title: { fr: 'De droite à gauche', en: 'Right to left' },
      render: draw({ entry: conversation(talk(1, 12)), locale: 'en', dir: 'rtl' }),
    },
    {
      id: 'wide',
      title: { fr: 'Large', en: 'Wide' },
      wide: true,
      render: draw({ entry: unread(conversation(talk(1, 60)), 6), state: presence, locale: 'en' }),
    },
  ],
};
