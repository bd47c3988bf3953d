import { z } from 'zod';
import { Id, Instant, Marker, Message, Participant, Person } from './entities.ts';
import { MessageText, storableText } from './text.ts';
import { MESSAGE_PAGE_DEFAULT, PAGE_MAX } from './v1-rest.ts';

/** Longest emoji, in code points: families and flags are sequences. */
export const EMOJI_MAX_LENGTH = 32;

const PICTURE = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u;
const WORDS = /[\p{Letter}\p{Separator}]/u;

/** One emoji, or a few; no words. Which ones exist changes every year, so there is no list of them. */
const Emoji = storableText(EMOJI_MAX_LENGTH).refine((text) => PICTURE.test(text) && !WORDS.test(text), {
  error: 'is no emoji',
});

/** Input of "edit my message". */
export const EditMessage = z.object({ messageId: Id, content: MessageText });
export type EditMessage = z.infer<typeof EditMessage>;

/** Body of `PATCH /v1/messages/{id}`. */
export const EditMessageBody = EditMessage.omit({ messageId: true });

/** Input of "delete my message". */
export const DeleteMessage = z.object({ messageId: Id });
export type DeleteMessage = z.infer<typeof DeleteMessage>;

/** Input of "put an emoji on a message" or take it back. */
export const SetReaction = z.object({ messageId: Id, emoji: Emoji, active: z.boolean() });
export type SetReaction = z.infer<typeof SetReaction>;

/** Path of `PUT` and `DELETE /v1/messages/{id}/reactions/{emoji}`. */
export const ReactionParams = z.object({ id: Id, emoji: SetReaction.shape.emoji });

/** What a message said before an edit, oldest first; `revision` counts from 1. */
export const MessageEdit = z.object({ revision: z.int().min(1), content: z.string(), editedAt: Instant });
export type MessageEdit = z.infer<typeof MessageEdit>;

/** Answer of `GET /v1/messages/{id}/edits`. */
export const MessageEdits = z.object({ items: z.array(MessageEdit) });

/** Who has received and read a message, and when exactly (DEL-9). */
export const MessageReceipt = z.object({
  person: Person,
  deliveredAt: Instant.nullable(),
  readAt: Instant.nullable(),
});
export type MessageReceipt = z.infer<typeof MessageReceipt>;

/** Answer of `GET /v1/messages/{id}/receipts`: everybody in the conversation but the author. */
export const MessageReceipts = z.object({ items: z.array(MessageReceipt) });

/** Answer of `POST /v1/messages/{id}/read`: when I read this very message, and me as a participant as I now stand. */
export const MessageRead = z.object({ readAt: Instant, participant: Participant });

/** Query of `GET /v1/conversations/{id}/changes`. */
export const ListChangesQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(MESSAGE_PAGE_DEFAULT),
});

/** Messages that changed after a revision, in the order of their last change; `revision` is the conversation's counter (DEL-11). */
export const ChangesPage = z.object({ items: z.array(Message), revision: Marker, hasMore: z.boolean() });
export type ChangesPage = z.infer<typeof ChangesPage>;
