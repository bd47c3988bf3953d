import { PAGE_MAX, type Conversation, type Message, type Person } from '@causerie/contracts';
import type { Attachments, BlobStore, Bytes } from '../attachments/ports.ts';
import type { Conversations, Directory, Messages } from '../ports.ts';
import type { ExportPart, PersonalData } from './ports.ts';

/** What reading everything of a person needs. */
export interface ExportDeps {
  attachments: Pick<Attachments, 'find'>;
  blobs: Pick<BlobStore, 'get'>;
  conversations: Pick<Conversations, 'list'>;
  directory: Pick<Directory, 'findById'>;
  messages: Pick<Messages, 'page'>;
  personalData: PersonalData;
}

/** One file of an export; the next one begins when this one was read to its end. */
export interface ExportFile {
  /** Path inside the export. */
  name: string;
  content: AsyncIterable<string> | Bytes;
}

/** Each list and its file. */
const PARTS: ReadonlyArray<readonly [ExportPart, string]> = [
  ['profile', 'profile.json'],
  ['links', 'links.json'],
  ['edits', 'edits.json'],
  ['receipts', 'receipts.json'],
  ['notifications', 'notifications.json'],
  ['preferences', 'notification-preferences.json'],
  ['mutes', 'muted-conversations.json'],
  ['pushSubscriptions', 'push-subscriptions.json'],
  ['appointments', 'appointments.json'],
  ['calls', 'calls.json'],
  ['audit', 'audit.json'],
];
const PART_PAGE = 500;

/**
 * Everything that is kept of a person, as they may see it: what they read through the doors comes from the same repositories, asked
 * in their name. Yields file after file and holds a page at a time; `receipt` counts what was written. Nothing for an unknown person.
 */
export async function* exportPerson(
  deps: ExportDeps,
  personId: string,
  receipt: Record<string, number>,
): AsyncGenerator<ExportFile> {
  const person = await deps.directory.findById(personId);
  if (person === null) return;
  const count = (kind: string): void => void (receipt[kind] = (receipt[kind] ?? 0) + 1);
  for (const [part, name] of PARTS) {
    yield { name, content: jsonArray(counted(partItems(deps.personalData, part, personId), () => count(part))) };
  }
  const conversations: Conversation[] = [];
  for await (const conversation of conversationsOf(deps, person)) conversations.push(conversation);
  receipt['conversations'] = conversations.length;
  yield { name: 'conversations.json', content: jsonArray(texts(conversations)) };
  for (const { id } of conversations) {
    const fileIds: string[] = [];
    const read = async function* (): AsyncGenerator<string> {
      for await (const message of messagesOf(deps, id, personId)) {
        count('messages');
        for (const { id: fileId } of message.attachments) fileIds.push(fileId);
        yield JSON.stringify(message);
      }
    };
    yield { name: `messages/${id}.json`, content: jsonArray(read()) };
    for (const fileId of fileIds) {
      const file = await fileOf(deps, fileId, personId);
      if (file === null) continue;
      count('files');
      yield file;
    }
  }
}

async function* partItems(data: PersonalData, part: ExportPart, personId: string): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<PersonalData['page']>> = await data.page({
      part,
      personId,
      after,
      limit: PART_PAGE,
    });
    yield* page.items;
    after = page.next;
  } while (after !== null);
}

async function* conversationsOf({ conversations }: ExportDeps, { id: personId }: Person): AsyncGenerator<Conversation> {
  let cursor: string | undefined;
  do {
    const page = await conversations.list({ personId, limit: PAGE_MAX, cursor });
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

async function* messagesOf(
  { messages }: ExportDeps,
  conversationId: string,
  personId: string,
): AsyncGenerator<Message> {
  let after = 0;
  for (;;) {
    const page = await messages.page({ conversationId, personId, after, limit: PAGE_MAX });
    if (page === null) return;
    yield* page.items;
    after = page.items.at(-1)?.seq ?? after;
    if (!page.hasMore) return;
  }
}

/** A file as its download would be: only what was found harmless, and only while the person may see it. */
async function fileOf({ attachments, blobs }: ExportDeps, id: string, personId: string): Promise<ExportFile | null> {
  const kept = await attachments.find(id, personId);
  if (kept === null || kept.attachment.state !== 'ready' || kept.storageKey === null) return null;
  const found = await blobs.get(kept.storageKey);
  if (found === null) return null;
  return { name: `files/${id}/${safeName(kept.attachment.name)}`, content: found.content };
}

/** The name as one part of a path. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[\\/:]/g, '_');
  return safe === '' || safe === '.' || safe === '..' ? 'file' : safe;
}

async function* texts(items: readonly unknown[]): AsyncGenerator<string> {
  for (const item of items) yield JSON.stringify(item);
}

async function* counted(items: AsyncIterable<string>, onItem: () => void): AsyncGenerator<string> {
  for await (const item of items) {
    onItem();
    yield item;
  }
}

/** An array of JSON texts as one text, a line each. */
async function* jsonArray(items: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const item of items) {
    yield `${isFirst ? '[\n' : ',\n'}${item}`;
    isFirst = false;
  }
  yield isFirst ? '[]\n' : '\n]\n';
}
