import {
  ATTACHMENTS_MAX,
  CONVERSATION_PAGE_DEFAULT,
  ClientKey,
  FOREIGN_LINK_MAX_LENGTH,
  Id,
  MESSAGE_PAGE_DEFAULT,
  MessageText,
  MessageTextOrNothing,
  PAGE_MAX,
  SUBJECT_MAX_LENGTH,
  Subject,
  storableText,
} from '@causerie/contracts';
import { z } from 'zod';
import { camelCased } from '../rooms/input.ts';

/** Furthest page that can be asked for; lists end long before. */
const PAGE_NUMBER_MAX = 1_000_000;

/** `{conversationId}`, the payload of most client events. */
export const SalonConversationPayload = z.preprocess(camelCased, z.object({ conversationId: Id }));

/** `{messageId}` of `mark-as-read`. */
export const SalonMessagePayload = z.preprocess(camelCased, z.object({ messageId: Id }));

/** A file of a message: where it is and its media type. */
export const SalonLink = z.object({
  url: z.string().min(1).max(FOREIGN_LINK_MAX_LENGTH),
  type: z.string().min(1).max(127),
});

const SendFields = z.object({
  content: MessageTextOrNothing.default(''),
  attachments: z.array(SalonLink).max(ATTACHMENTS_MAX).default([]),
  /** Ours; it makes a retry safe (DEL-3). */
  clientMessageId: ClientKey.optional(),
});

function saysSomething(input: { content: string; attachments: readonly unknown[] }): boolean {
  return input.content !== '' || input.attachments.length > 0;
}
const NOTHING_SAID = { error: 'is empty and there are no attachments', path: ['content'] };

/** Body of `POST /messaging/conversations/:conversationId/messages`. */
export const SalonSendBody = z.preprocess(camelCased, SendFields.refine(saysSomething, NOTHING_SAID));

/** `{conversationId, content, attachments?}` of `send-message`. */
export const SalonSendPayload = z.preprocess(
  camelCased,
  SendFields.extend({ conversationId: Id }).refine(saysSomething, NOTHING_SAID),
);

const PersonId = z.union([Subject, z.int().nonnegative().transform(String)]);
const SubjectLine = z.union([z.literal(''), storableText(SUBJECT_MAX_LENGTH)]);

/** Body of `POST /messaging/conversations`: a salon names the client; a client names the salon, and may name itself. */
export const SalonCreateBody = z.preprocess(
  camelCased,
  z.object({
    clientUserId: PersonId.nullish(),
    salonId: PersonId.nullish(),
    appointmentId: PersonId.nullish(),
    subject: SubjectLine.nullish(),
    firstMessage: MessageText.nullish(),
    clientMessageId: ClientKey.optional(),
  }),
);
export type SalonCreateBody = z.output<typeof SalonCreateBody>;

/** The document's two states; a blocked conversation shows as `ARCHIVED`. */
export const SalonStatus = z.enum(['ACTIVE', 'ARCHIVED']);

/** Body of `PATCH /messaging/conversations/:id`. */
export const SalonUpdateBody = z
  .object({ subject: SubjectLine.optional(), status: SalonStatus.optional() })
  .refine((body) => body.subject !== undefined || body.status !== undefined, { error: 'name what changes' });

const pageFields = (limitDefault: number) => ({
  page: z.coerce.number().int().min(1).max(PAGE_NUMBER_MAX).default(1),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(limitDefault),
});

/** Query of `GET /messaging/conversations`. */
export const SalonConversationsQuery = z.object({
  ...pageFields(CONVERSATION_PAGE_DEFAULT),
  status: SalonStatus.optional(),
});

/** Query of `GET /messaging/conversations/:conversationId/messages`. */
export const SalonMessagesQuery = z.object(pageFields(MESSAGE_PAGE_DEFAULT));
