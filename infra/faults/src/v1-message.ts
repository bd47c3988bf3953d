import type { Message } from '@causerie/contracts';
import type { SeenMessage } from './history.ts';

/** A wire message in the words of the history. */
export function seenFrom(message: Message): SeenMessage {
  return {
    id: message.id,
    conversation: message.conversationId,
    seq: message.seq,
    author: message.author?.id ?? null,
    key: message.clientMessageId,
    content: message.content,
  };
}
