import { randomUUID } from 'node:crypto';
import type { Attachment, Conversation, ConversationStatus, PersistMessage, Person } from '@causerie/contracts';
import type { PersistOutcome } from '@causerie/core';
import type { Repositories } from '../src/index.ts';

/** Repositories under test, with ways into states that no port leads to yet. */
export interface Stage {
  repositories: Repositories;
  setStatus(conversationId: string, status: ConversationStatus): Promise<void>;
  leave(conversationId: string, personId: string): Promise<void>;
  removeConversation(conversationId: string): Promise<void>;
  removeMessage(messageId: string): Promise<void>;
  /** A file that was uploaded and belongs to no message yet; it is as examined as `state` says. */
  upload(file: {
    conversationId: string;
    uploader: Person;
    mediaType?: string;
    state?: Attachment['state'];
  }): Promise<Attachment>;
  /** Whether the file's bytes may be removed now. */
  isDiscarded(attachmentId: string): Promise<boolean>;
}

/** Two people who are linked, and their conversation. */
export interface Pair {
  professional: Person;
  client: Person;
  conversation: Conversation;
}

let people = 0;

/** Puts a new person into the directory. */
export function newPerson(
  { directory }: Repositories,
  side: Person['side'],
  name = `${side} ${people}`,
): Promise<Person> {
  return directory.put(randomUUID(), { side, subject: `subject-${people++}`, name });
}

/** Two new people in a new conversation. */
export async function newPair(
  repositories: Repositories,
  names: { professional?: string; client?: string } = {},
): Promise<Pair> {
  const professional = await newPerson(repositories, 'professional', names.professional);
  const client = await newPerson(repositories, 'client', names.client);
  return { professional, client, conversation: await openConversation(repositories, professional, client) };
}

/** The conversation of two people. */
export async function openConversation(
  { conversations }: Repositories,
  professional: Person,
  client: Person,
  subject: string | null = null,
): Promise<Conversation> {
  const pair = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject };
  return (await conversations.openPair(pair)).conversation;
}

/** A message on its way to the log. */
export function command(
  conversationId: string,
  author: Person,
  fields: Partial<Omit<PersistMessage, 'conversationId' | 'author' | 'requestId'>> = {},
): PersistMessage {
  const id = randomUUID();
  return {
    id,
    conversationId,
    author,
    clientMessageId: id,
    type: 'text',
    content: `text of ${id}`,
    metadata: null,
    replyToId: null,
    requestId: null,
    ...fields,
  };
}

/** What is known of a file of a test. */
export function fileOf(mediaType = 'application/pdf', state: Attachment['state'] = 'ready'): Attachment {
  const size = { sizeBytes: 1234, width: null, height: null };
  return {
    id: randomUUID(),
    name: 'été.pdf',
    mediaType,
    ...size,
    sha256: 'a'.repeat(64),
    hasThumbnail: false,
    state,
    url: null,
  };
}

/** The outcome, which must be a committed message. */
export function committed(outcome: PersistOutcome | undefined): Extract<PersistOutcome, { ok: true }> {
  if (outcome === undefined || !outcome.ok) throw new Error(`Not committed: ${outcome?.code ?? 'no outcome'}`);
  return outcome;
}

/** Sends messages of one author, one batch, and returns them as committed. */
export async function send({ messages }: Repositories, conversationId: string, author: Person, count = 1) {
  const batch = Array.from({ length: count }, () => command(conversationId, author));
  return (await messages.persist(batch)).map((outcome) => committed(outcome).message);
}
