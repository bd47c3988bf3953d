import { z } from 'zod';
import { Id, Instant, Marker, Message } from './entities.ts';
import { SUBJECT_MAX_LENGTH, storableText } from './text.ts';

/** Longest search in the list of conversations, in characters (code points). */
export const CONVERSATION_SEARCH_MAX_LENGTH = 100;
/** Longest search in messages, in characters (code points). */
export const MESSAGE_SEARCH_MAX_LENGTH = 200;
/** Page size of a search when none is asked. */
export const SEARCH_PAGE_DEFAULT = 20;
/** Largest page of a search. */
export const SEARCH_PAGE_MAX = 50;
/** Longest range of statistics, in days. */
export const STATS_DAYS_MAX = 366;

/** Order of a list of conversations: last active, last created or most unread messages first. */
export const ConversationSort = z.enum(['activity', 'created', 'unread']);
export type ConversationSort = z.infer<typeof ConversationSort>;

/** Body of `PATCH /v1/conversations/{id}`: what is absent stays, `subject: null` takes it away. */
export const UpdateConversationBody = z
  .object({
    subject: storableText(SUBJECT_MAX_LENGTH).nullable().optional(),
    status: z.enum(['active', 'archived']).optional(),
  })
  .refine((body) => body.subject !== undefined || body.status !== undefined, { error: 'name what changes' });

/** Query of `GET /v1/search/messages`; `before` is the `nextCursor` of the page before. */
export const SearchMessagesQuery = z.object({
  q: storableText(MESSAGE_SEARCH_MAX_LENGTH),
  conversationId: Id.optional(),
  before: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(SEARCH_PAGE_MAX).default(SEARCH_PAGE_DEFAULT),
});

/**
 * A piece of a message around what was found; `marks` are the found words in it, as positions and lengths in UTF-16 code
 * units. It is plain text: whoever shows it escapes it.
 */
export const Highlight = z.object({
  text: z.string(),
  marks: z.array(z.object({ from: Marker, length: z.int().min(1) })),
});
export type Highlight = z.infer<typeof Highlight>;

/** A message that was found. */
export const FoundMessage = z.object({
  message: Message,
  conversation: z.object({ id: Id, number: z.int().min(1) }),
  highlight: Highlight,
});
export type FoundMessage = z.infer<typeof FoundMessage>;

/** A page of found messages, newest first. */
export const SearchPage = z.object({ items: z.array(FoundMessage), nextCursor: z.string().nullable() });
export type SearchPage = z.infer<typeof SearchPage>;

/** Query of `GET /v1/stats/messaging`: from `from` up to, but without, `to`; the last 30 days when absent. */
export const StatsQuery = z.object({ from: Instant.optional(), to: Instant.optional() });

/**
 * Statistics of messaging, of one person or, for an operator, of everybody from the professionals' side: then `sent` is what
 * professionals wrote, `received` what clients wrote, and response times are the professionals'.
 */
export const MessagingStats = z.object({
  from: Instant,
  to: Instant,
  /** As they are now; `opened` counts those that began in the range. `archivedShare` is between 0 and 1. */
  conversations: z.object({
    total: z.int().min(0),
    active: z.int().min(0),
    archived: z.int().min(0),
    blocked: z.int().min(0),
    archivedShare: z.number().min(0).max(1),
    opened: z.int().min(0),
  }),
  messages: z.object({ sent: z.int().min(0), received: z.int().min(0) }),
  /**
   * From the first unanswered message of the other side to the first answer, both in the range and at most 7 days apart, in
   * milliseconds, exact to one percent.
   */
  responseTime: z.object({
    answers: z.int().min(0),
    medianMs: z.number().min(0).nullable(),
    p90Ms: z.number().min(0).nullable(),
  }),
  /** One entry per day (UTC) on which something was written. */
  days: z.array(z.object({ date: z.iso.date(), sent: z.int().min(0), received: z.int().min(0) })),
});
export type MessagingStats = z.infer<typeof MessagingStats>;
