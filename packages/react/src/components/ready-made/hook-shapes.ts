import {
  type Causerie,
  type ConversationEntry,
  type LegacyConversation,
  legacyConversation,
  type LegacyMessage,
  legacyMessage,
  type Message,
  type Person,
} from '@causerie/client';
import { originOf } from './origins.ts';

/**
 * A message as hooks give it: ours, and beside it what pages of médecins and patients read: `messageId`, `senderId`, `senderName`,
 * `timestamp`, `status`… Ids of people in those are those of the tokens. Where a name means the same in both, it is ours; `metadata`
 * holds what was sent with the message and, of a file, `fileUrl`, `fileName` and `fileSize`, and is never null.
 */
export type HookMessage = Omit<Message, 'metadata'> &
  Omit<LegacyMessage, keyof Message> & {
    metadata: NonNullable<Message['metadata']> & { fileUrl?: string; fileName?: string; fileSize?: number };
  };

/** A conversation as hooks give it: ours, and beside it `patientId`, `medecinId`, `lastMessage`, `unreadCount` and who takes part. */
export type HookConversation = ConversationEntry &
  Omit<LegacyConversation, keyof ConversationEntry> & {
    /** Everybody in the conversation, me included. */
    participants: readonly Person[];
  };

/** What was made of each: what did not change stays the same object, so that nothing draws it again. */
const messagesMade = new WeakMap<Message, HookMessage>();
const listsMade = new WeakMap<readonly Message[], readonly HookMessage[]>();
const conversationsMade = new WeakMap<ConversationEntry, HookConversation>();

/** Gives a message of a messenger to a host, with how far it has come where its conversation is known. */
export function hookMessage(client: Causerie, message: Message): HookMessage {
  return made(message, client.getSnapshot().conversations[message.conversationId], originOf(client));
}

function made(message: Message, entry: ConversationEntry | undefined, origin: string): HookMessage {
  const known = messagesMade.get(message);
  const legacy = legacyMessage(message, entry, origin);
  if (known !== undefined && known.status === legacy.status) return known;
  // It holds what was sent, which is JSON, but for an address that was only said.
  const metadata = legacy.metadata as HookMessage['metadata'];
  const fresh = { ...legacy, ...message, metadata };
  messagesMade.set(message, fresh);
  return fresh;
}

/** Gives the messages of a conversation to a host. The same list until a message or how far one has come changes. */
export function hookMessages(
  client: Causerie | null,
  messages: readonly Message[],
  entry: ConversationEntry | undefined,
): readonly HookMessage[] {
  const known = listsMade.get(messages);
  const origin = client === null ? '' : originOf(client);
  const fresh = messages.map((message) => made(message, entry, origin));
  if (known !== undefined && fresh.every((message, index) => message === known[index])) return known;
  listsMade.set(messages, fresh);
  return fresh;
}

/** Gives a conversation to a host. The same object until anything of it changes. */
export function hookConversation(entry: ConversationEntry): HookConversation {
  const known = conversationsMade.get(entry);
  if (known !== undefined) return known;
  const participants = entry.markers.map(({ person }) => person);
  const fresh = { ...legacyConversation(entry), ...entry, participants };
  conversationsMade.set(entry, fresh);
  return fresh;
}
