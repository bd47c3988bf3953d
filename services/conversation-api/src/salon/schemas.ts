import { Id } from '@causerie/contracts';
import { z } from 'zod';

/** Path of everything about one conversation. */
export const ById = z.object({ id: Id });

/** Path of the messages of one conversation. */
export const ByConversationId = z.object({ conversationId: Id });

/** Path of everything about one message. */
export const ByMessageId = z.object({ messageId: Id });

/** What the OpenAPI document says of a route of this dialect. */
export const tagged = (summary: string) => ({ tags: ['salon'], summary });
