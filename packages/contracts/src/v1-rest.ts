import { z } from 'zod';
import { CONVERSATION_SEARCH_MAX_LENGTH, ConversationSort } from './conversation-changes.ts';
import {
  Conversation,
  ConversationStatus,
  DirectoryPerson,
  Id,
  Marker,
  Message,
  Participant,
  Person,
  Seq,
  Side,
  Subject,
} from './entities.ts';
import { ClientKey, MessageText, NAME_MAX_LENGTH, SUBJECT_MAX_LENGTH, storableText } from './text.ts';

/** Largest page of any list. */
export const PAGE_MAX = 100;
/** Page size of message lists when none is asked. */
export const MESSAGE_PAGE_DEFAULT = 50;
/** Longest cursor of the directory: an id and a folded name in base64. */
const DIRECTORY_CURSOR_MAX_LENGTH = 1200;
/** Page size of conversation lists when none is asked. */
export const CONVERSATION_PAGE_DEFAULT = 20;

const limit = (fallback: number) => z.coerce.number().int().min(1).max(PAGE_MAX).default(fallback);

/** Body of `POST /v1/conversations`. */
export const CreateConversationBody = z
  .object({
    withPersonId: Id.optional(),
    withSubject: z.union([Subject, z.number().int().transform(String)]).optional(),
    subject: storableText(SUBJECT_MAX_LENGTH).optional(),
    firstMessage: MessageText.optional(),
    clientMessageId: ClientKey.optional(),
  })
  .refine((input) => (input.withPersonId === undefined) !== (input.withSubject === undefined), {
    error: 'name the other person by exactly one of withPersonId and withSubject',
  });
export type CreateConversationBody = z.output<typeof CreateConversationBody>;

/** Query of `GET /v1/conversations`. `cursor` is opaque: the `nextCursor` of the page before, in the same order. */
export const ListConversationsQuery = z.object({
  limit: limit(CONVERSATION_PAGE_DEFAULT),
  cursor: z.string().max(200).optional(),
  status: ConversationStatus.optional(),
  search: storableText(CONVERSATION_SEARCH_MAX_LENGTH).optional(),
  sort: ConversationSort.optional(),
  /** `true`: only those in which I have not read everything. */
  unread: z.stringbool().optional(),
});

/** Query of `GET /v1/conversations/{id}/messages`: newest page without a cursor; otherwise the page before or after a seq. */
export const ListMessagesQuery = z
  .object({
    limit: limit(MESSAGE_PAGE_DEFAULT),
    before: z.coerce.number().int().min(1).optional(),
    after: z.coerce.number().int().min(0).optional(),
  })
  .refine((query) => query.before === undefined || query.after === undefined, {
    error: 'before and after exclude each other',
  });

/** A page of conversations, last active first. */
export const ConversationPage = z.object({ items: z.array(Conversation), nextCursor: z.string().nullable() });
export type ConversationPage = z.infer<typeof ConversationPage>;

/** A page of messages, always in ascending seq; `lastSeq` is the top of the conversation at that moment. */
export const MessagePage = z.object({ items: z.array(Message), lastSeq: Marker, hasMore: z.boolean() });
export type MessagePage = z.infer<typeof MessagePage>;

/** Body of `POST /v1/conversations/{id}/read` and `…/delivered`. */
export const MarkerBody = z.object({ upToSeq: Marker });

/** Body of `POST /v1/conversations/{id}/typing`. */
export const TypingBody = z.object({ active: z.boolean() });

/** Answer of the marker routes: the participant as it now stands. */
export const MarkerResult = Participant;

/** Answer of `GET /v1/unread`. */
export const UnreadTotals = z.object({
  total: z.int().min(0),
  conversations: z.array(z.object({ conversationId: Id, unread: z.int().min(1), lastSeq: Seq })),
});
export type UnreadTotals = z.infer<typeof UnreadTotals>;

/** Answer of `GET /v1/me`. */
export const Me = z.object({ person: Person, expiresAt: z.string() });

/** Query of `GET /v1/directory/people`. `cursor` is opaque: the `nextCursor` of the page before. */
export const DirectoryQuery = z.object({
  cursor: z.string().max(DIRECTORY_CURSOR_MAX_LENGTH).optional(),
  limit: limit(CONVERSATION_PAGE_DEFAULT),
  search: storableText(CONVERSATION_SEARCH_MAX_LENGTH).optional(),
});

/** Answer of `GET /v1/directory/people`: people the caller may meet, by name. */
export const DirectoryPage = z.object({ items: z.array(DirectoryPerson), nextCursor: z.string().nullable() });
export type DirectoryPage = z.infer<typeof DirectoryPage>;

/** Path of `GET /v1/directory/people/{id}`. */
export const DirectoryPersonParams = z.object({ id: Id });

/** Path of `PUT /v1/directory/users/{side}/{subject}`. */
export const DirectoryUserParams = z.object({ side: Side, subject: Subject });

/** Body of `PUT /v1/directory/users/{side}/{subject}` (service token). */
export const DirectoryUserBody = z.object({
  name: storableText(NAME_MAX_LENGTH),
  email: z.email().max(254).nullish(),
  available: z.boolean().optional(),
  disabled: z.boolean().optional(),
});

const SubjectLike = z.union([Subject, z.number().int().transform(String)]);
const LinkEnd = z.union([SubjectLike, z.object({ subject: SubjectLike }).transform((end) => end.subject)]);

/** Body of `PUT` and `DELETE /v1/directory/links` (service token): each end is a subject or `{subject}`. */
export const DirectoryLinkBody = z.object({ professional: LinkEnd, client: LinkEnd });
