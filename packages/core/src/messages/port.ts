import type { ChangesPage, Message, MessageEdit, MessageReceipt } from '@causerie/contracts';
import type { ConversationRef } from '../ports.ts';

/** Most different emoji on one message. */
export const REACTION_EMOJI_MAX = 20;

/** A message with what telling about it needs. */
export interface FoundMessage {
  message: Message;
  conversation: ConversationRef;
  /** People who are in the conversation now. */
  audience: readonly string[];
}

/** What became of a change; `changed: false` when the message was like that already, and then nobody is told. */
export type ChangeOutcome =
  | ({ ok: true; changed: boolean } & FoundMessage)
  | { ok: false; code: 'not_found' | 'forbidden' | 'conflict' | 'conversation_closed' | 'unprocessable' };

/**
 * What happens to messages after they were committed. Every change takes the next revision of its conversation under the
 * conversation's lock and writes it on the message (DEL-11). A message of a conversation in which the person takes no part
 * is unknown: `not_found` or null.
 */
export interface MessageChanges {
  /**
   * Says something else, and keeps what was said before. `forbidden` for anybody but the author, `conflict` for a deleted message,
   * `conversation_closed` where no messages are taken.
   */
  edit(input: { messageId: string; personId: string; content: string }): Promise<ChangeOutcome>;
  /**
   * Leaves the place of the message and nothing of what it said, not even earlier versions; its files may be discarded. `forbidden`
   * for anybody but the author. A conversation that takes no messages any more is no obstacle.
   */
  delete(input: { messageId: string; personId: string }): Promise<ChangeOutcome>;
  /**
   * Puts an emoji of the person on the message, or takes it back. `conflict` for a deleted message, `conversation_closed` where no
   * messages are taken, `unprocessable` for one emoji more than {@link REACTION_EMOJI_MAX}.
   */
  setReaction(input: { messageId: string; personId: string; emoji: string; active: boolean }): Promise<ChangeOutcome>;
  /** Messages whose last change has a revision above `after`, in the order of these revisions. */
  changes(query: {
    conversationId: string;
    personId: string;
    after: number;
    limit: number;
  }): Promise<ChangesPage | null>;
  /** What the message said before its edits, oldest first. */
  edits(messageId: string, personId: string): Promise<MessageEdit[] | null>;
  /**
   * When everybody in the conversation but the author received and read the message, by the steps of their markers (DEL-9); who has read it has
   * received it by then.
   */
  receipts(messageId: string, personId: string): Promise<MessageReceipt[] | null>;
  find(messageId: string, personId: string): Promise<FoundMessage | null>;
}
