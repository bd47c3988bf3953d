import { demoFile } from './demo-files.ts';
import type { DemoConversation, DemoMessage } from './demo-conversations.ts';
import type { DemoCaller } from './demo-call.ts';
import type { Plant } from './seed.ts';

/** What is read of a conversation; the rest of it does not matter here. */
interface Planted {
  id: string;
  lastSeq: number;
}

/**
 * Opens a conversation and writes into it what is not there yet. Files and reactions come with their message or not at all:
 * whoever took one away does not find it again after the next start.
 */
export async function seedConversation(plant: Plant, conversation: DemoConversation): Promise<void> {
  const { key, professional, client, subject, messages, unread = 0 } = conversation;
  const people: Record<DemoMessage['from'], DemoCaller> = {
    professional: { side: 'professional', subject: professional },
    client: { side: 'client', subject: client },
  };
  const opening = { withSubject: client, subject };
  const { id, lastSeq } = planted(await plant(people.professional, 'POST /v1/conversations', opening));
  if (lastSeq >= messages.length) return;
  const ids: string[] = [];
  for (const [index, message] of messages.entries()) {
    const other = people[message.from === 'client' ? 'professional' : 'client'];
    const isThere = index < lastSeq;
    const file = message.file === undefined || isThere ? {} : await uploaded(plant, people[message.from], id, message);
    const replied = message.replyTo === undefined ? {} : { replyToId: ids[message.replyTo] };
    const body = { content: message.text, ...file, ...replied };
    const route = `POST /v1/conversations/${id}/messages`;
    const sent = planted(await plant(people[message.from], route, body, `causerie-demo-${key}-${index + 1}`));
    ids.push(sent.id);
    if (message.reaction === undefined || isThere) continue;
    await plant(other, `PUT /v1/messages/${sent.id}/reactions/${encodeURIComponent(message.reaction)}`);
  }
  const seen = messages.length - unread;
  const reader = messages.at(-1)?.from === 'client' ? 'professional' : 'client';
  await plant(people[reader], `POST /v1/conversations/${id}/read`, { upToSeq: seen });
  const author = reader === 'client' ? 'professional' : 'client';
  await plant(people[author], `POST /v1/conversations/${id}/read`, { upToSeq: messages.length });
}

async function uploaded(plant: Plant, author: DemoCaller, conversationId: string, { file }: DemoMessage) {
  if (file === undefined) return {};
  const { name, bytes } = demoFile(file);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), name);
  const { id } = planted(await plant(author, `POST /v1/conversations/${conversationId}/attachments`, form));
  return { attachmentIds: [id] };
}

function planted(answer: unknown): Planted {
  const { id, lastSeq } = (answer ?? {}) as Partial<Planted>;
  if (typeof id !== 'string') throw new Error('what was planted has no id');
  return { id, lastSeq: lastSeq ?? 0 };
}
