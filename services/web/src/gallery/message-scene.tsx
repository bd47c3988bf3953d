import {
  type Attachment,
  type Causerie,
  type ConversationEntry,
  createCauserie,
  entryFromSnapshot,
  type Message,
  type Person,
  type ThreadLine,
  threadLines,
} from '@causerie/client';
import { CauserieProvider, type ComposerTarget, MessageBubble, ThreadContext } from '@causerie/react';
import { type ReactNode, useMemo, useState } from 'react';
import { stillClient } from './still-client.ts';

/** Two people who write to each other in the gallery. */
export const me: Person = { id: 'me', side: 'client', subject: '7', name: 'Léa Martin' };
export const doctor: Person = { id: 'doctor', side: 'professional', subject: '1', name: 'Dr Camille Moreau' };

const BEGAN_MS = Date.parse('2026-03-02T09:00:00.000Z');
const at = (minutes: number) => new Date(BEGAN_MS + minutes * 60_000).toISOString();

/** A message of the gallery: the second of two people says something, unless told otherwise. */
export function message(seq: number, parts: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    number: seq,
    conversationId: 'c',
    seq,
    author: doctor,
    type: 'text',
    content: '',
    metadata: null,
    clientMessageId: null,
    replyToId: null,
    mentions: [],
    reactions: [],
    attachments: [],
    revision: 0,
    createdAt: at(seq),
    editedAt: null,
    deletedAt: null,
    ...parts,
  };
}

/** A file of the gallery: a picture with its measures, unless told otherwise. */
export function file(id: string, parts: Partial<Attachment> = {}): Attachment {
  return {
    id,
    name: `${id}.jpg`,
    mediaType: 'image/jpeg',
    sizeBytes: 1_482_000,
    sha256: null,
    width: 1200,
    height: 900,
    hasThumbnail: true,
    state: 'ready',
    url: null,
    ...parts,
  };
}

/** What a picture shows: a landscape of its own colours, drawn in place. */
function landscape(id: string): string {
  const hue = Array.from(id).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0) * 37, 0) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="900" viewBox="0 0 1200 900"><rect width="1200" height="900" fill="hsl(${hue} 45% 82%)"/><circle cx="860" cy="260" r="120" fill="hsl(${hue + 40} 80% 90%)"/><path d="M0 640 320 400l260 240 220-180 400 260v180H0Z" fill="hsl(${hue + 15} 35% 48%)"/><path d="M0 760 400 620l360 140 440-120v260H0Z" fill="hsl(${hue + 25} 40% 34%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Answers of the server, as far as messages ask for any. */
export function answering(parts: Partial<Causerie> = {}): Partial<Causerie> {
  const { queries } = createCauserie({ url: '', getToken: () => '' });
  return {
    queries: {
      ...queries,
      fileLink: (id) =>
        Promise.resolve({ url: landscape(id), expiresAt: new Date(Date.now() + 300_000).toISOString() }),
      edits: () => Promise.resolve([{ revision: 1, content: 'Rendez-vous mardi à 14 h.', editedAt: at(3) }]),
      receipts: () => Promise.resolve([{ person: doctor, deliveredAt: at(4), readAt: at(6) }]),
    },
    react: () => Promise.resolve(),
    deleteMessage: () => Promise.resolve(),
    editMessage: () => Promise.resolve(),
    ...parts,
  };
}

/** A conversation with these messages; `readSeq` is how far the other has read. */
export function conversation(messages: readonly Message[], parts: Partial<ConversationEntry> = {}): ConversationEntry {
  const participant = (person: Person) => ({
    person,
    readSeq: 100,
    readAt: at(30),
    deliveredSeq: 100,
    deliveredAt: at(30),
    unread: 0,
  });
  const snapshot = {
    id: 'c',
    number: 1,
    status: 'active' as const,
    subject: 'Suivi du genou',
    appointmentId: null,
    participants: [participant(me), participant(doctor)],
    lastSeq: messages.at(-1)?.seq ?? 0,
    revision: 0,
    blockedById: null,
    lastMessage: messages.at(-1) ?? null,
    createdAt: at(0),
    updatedAt: at(0),
    lastMessageAt: null,
  };
  return { ...entryFromSnapshot(snapshot, me.id), messages, floorSeq: 1, ...parts };
}

export interface SceneProps {
  entry: ConversationEntry;
  locale?: string;
  target?: ComposerTarget | null;
  parts?: Partial<Causerie>;
  children: ReactNode;
}

/** What messages and the composer need around them, without a server. */
export function Scene({ entry, locale = 'fr', target: first = null, parts, children }: SceneProps) {
  const [target, setTarget] = useState<ComposerTarget | null>(first);
  const [client] = useState(() => stillClient({ me, conversations: { c: entry } }, answering(parts)));
  const context = useMemo(
    () => ({ entry, me, others: [doctor], target, setTarget, jumpTo: () => undefined }),
    [entry, target],
  );
  return (
    <CauserieProvider client={client} locale={locale}>
      <ThreadContext.Provider value={context}>
        <section className="csr-thread">{children}</section>
      </ThreadContext.Provider>
    </CauserieProvider>
  );
}

/** Some lines of a thread, as the thread itself would show them. */
export function Lines({
  entry,
  locale = 'fr',
  parts,
}: {
  entry: ConversationEntry;
  locale?: string;
  parts?: Partial<Causerie>;
}) {
  const lines: readonly ThreadLine[] = threadLines(entry, me.id);
  return (
    <Scene entry={entry} locale={locale} {...(parts === undefined ? {} : { parts })}>
      <div className="csr-log">
        <ol>
          {lines.map((line) => (
            <MessageBubble key={line.key} line={line} startsGroup endsGroup readAt={null} />
          ))}
        </ol>
      </div>
    </Scene>
  );
}
