import {
  type Causerie,
  type Conversation,
  type ConversationEntry,
  createCauserie,
  entryFromSnapshot,
  type FoundMessage,
  type Message,
  type MessagingStats,
  type Person,
  type State,
} from '@causerie/client';
import { CauserieProvider } from '@causerie/react';
import { type ReactNode, useState } from 'react';
import { message } from './message-scene.tsx';
import { stillClient } from './still-client.ts';

/** The professional whose conversations the gallery shows. */
export const doctor: Person = { id: 'doctor', side: 'professional', subject: '1', name: 'Dr Camille Moreau' };

const HOUR_MS = 3_600_000;
const NAMES = ['Léa Martin', 'Hugo Bernard', 'Inès Petit', 'Amadou Diallo', 'Zoé Lefèvre', 'Nour El Amrani'];
const TEXTS = [
  'Bonjour docteur, la douleur a diminué depuis hier.',
  'Parfait, à mardi 14 h 30 alors.',
  'Pouvez-vous m’envoyer l’ordonnance ?',
  'Merci beaucoup pour votre aide !',
  'Le laboratoire a reçu mes résultats.',
  'Je confirme le rendez-vous.',
];
const SUBJECTS = ['Suivi du genou', null, 'Bilan annuel', 'Vaccins', null, 'Allergies'];

const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const patient = (index: number): Person => ({
  id: `p${index}`,
  side: 'client',
  subject: String(index + 2),
  name: index < NAMES.length ? (NAMES[index] ?? '') : `${NAMES[index % NAMES.length] ?? ''} ${index}`,
});

/** One conversation of the doctor's; `unread` counts from its end. */
export function snapshot(index: number, parts: Partial<Conversation> & { unread?: number } = {}): Conversation {
  const { unread = 0, ...rest } = parts;
  const lastSeq = 12;
  const createdAt = ago(index * 7 + 0.2);
  const lastMessage: Message = message(lastSeq, {
    id: `last-${index}`,
    conversationId: `c${index}`,
    author: index % 3 === 1 ? doctor : patient(index),
    content: TEXTS[index % TEXTS.length] ?? '',
    createdAt,
  });
  const reader = (person: Person, readSeq: number) => ({
    ...{ person, readSeq, readAt: createdAt, deliveredSeq: lastSeq, deliveredAt: createdAt },
    unread: person === doctor ? unread : 0,
  });
  return {
    id: `c${index}`,
    number: index + 1,
    status: 'active',
    subject: SUBJECTS[index % SUBJECTS.length] ?? null,
    appointmentId: null,
    participants: [reader(doctor, lastSeq - unread), reader(patient(index), index % 2 === 0 ? lastSeq : 4)],
    lastSeq,
    revision: 0,
    blockedById: null,
    lastMessage,
    createdAt: ago(900),
    updatedAt: createdAt,
    lastMessageAt: createdAt,
    ...rest,
  };
}

/** A mailbox of `count` conversations: the first two unread, one blocked, one archived. */
export function mailbox(count: number): Record<string, ConversationEntry> {
  const parts: Record<number, Partial<Conversation> & { unread?: number }> = {
    0: { unread: 2 },
    2: { unread: 1 },
    4: { status: 'blocked', blockedById: doctor.id },
    5: { status: 'archived' },
  };
  const entries = Array.from({ length: count }, (_, index) =>
    entryFromSnapshot(snapshot(index, parts[index]), doctor.id),
  );
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]));
}

const found = (seq: number, text: string, word: string): FoundMessage => ({
  message: message(seq, {
    id: `found-${seq}`,
    conversationId: 'c0',
    author: patient(0),
    content: text,
    createdAt: ago(30),
  }),
  conversation: { id: 'c0', number: 1 },
  highlight: { text, marks: [{ from: text.indexOf(word), length: word.length }] },
});

/** The doctor's last 30 days. */
export const stats: MessagingStats = {
  from: ago(720),
  to: ago(0),
  conversations: { total: 64, active: 48, archived: 15, blocked: 1, archivedShare: 0.23, opened: 12 },
  messages: { sent: 412, received: 587 },
  responseTime: { answers: 143, medianMs: 2_520_000, p90Ms: 14_400_000 },
  days: [],
};

/** What the server would answer to searches and figures. */
function answers(): Partial<Causerie> {
  const { queries } = createCauserie({ url: '', getToken: () => '' });
  return {
    queries: {
      ...queries,
      searchConversations: () => Promise.resolve({ items: [], nextCursor: null }),
      searchMessages: () =>
        Promise.resolve({
          items: [
            found(3, 'La douleur au genou revient le soir, surtout dans les escaliers.', 'genou'),
            found(7, '… l’IRM du genou est prévue lundi à 9 h, j’apporterai les images.', 'genou'),
          ],
          nextCursor: null,
        }),
      statistics: () => Promise.resolve(stats),
    },
  };
}

export interface ReadySceneProps {
  state?: Partial<State>;
  parts?: Partial<Causerie>;
  locale?: string;
  /** Height of the box, in rem. */
  height?: number;
  children: ReactNode;
}

/** A doctor's mailbox around a component, without a server. */
export function ReadyScene({ state, parts, locale = 'fr', height = 36, children }: ReadySceneProps) {
  const [client] = useState(() =>
    stillClient(
      {
        me: doctor,
        connection: {
          ...createCauserie({ url: '', getToken: () => '' }).getSnapshot().connection,
          status: 'connected',
        },
        list: { loading: 'idle', loaded: true, nextCursor: null, failure: null },
        conversations: mailbox(9),
        presence: { p0: { online: true, lastSeenAt: null }, p3: { online: true, lastSeenAt: null } },
        typing: { c3: { p3: Date.now() + HOUR_MS } },
        ...state,
      },
      { ...answers(), ...parts },
    ),
  );
  return (
    <CauserieProvider client={client} locale={locale}>
      <div style={{ blockSize: `${height}rem` }}>{children}</div>
    </CauserieProvider>
  );
}
