import {
  ClientKey,
  FOREIGN_LINK_MAX_LENGTH,
  Id,
  MESSAGE_PAGE_DEFAULT,
  MessageText,
  MessageTextOrNothing,
  MessageType,
  Metadata,
  PAGE_MAX,
  SUBJECT_MAX_LENGTH,
  Subject,
  storableText,
} from '@causerie/contracts';
import { z } from 'zod';
import { camelCased } from '../rooms/input.ts';

/** Assumed of a file whose message does not tell. */
const MEDIA_TYPE_UNKNOWN = 'application/octet-stream';

/** What a message of this dialect knows of its file, beside anything else the client keeps there. */
const FileMetadata = z
  .looseObject({ fileUrl: z.string().min(1).max(FOREIGN_LINK_MAX_LENGTH).nullish() })
  .pipe(Metadata);

const SendFields = z.object({
  content: MessageTextOrNothing.default(''),
  type: MessageType.exclude(['system']).optional(),
  metadata: FileMetadata.nullish(),
  /** Ours; it makes a retry safe (DEL-3). */
  clientMessageId: ClientKey.optional(),
});
type SendFields = z.output<typeof SendFields>;

function saysSomething({ content, metadata }: SendFields): boolean {
  return content !== '' || typeof metadata?.['fileUrl'] === 'string';
}
const NOTHING_SAID = { error: 'is empty and there is no file', path: ['content'] };

/** Body of `POST /conversations/{id}/messages`; a timestamp is ignored, because the commit gives it. */
export const MedecinPatientSendBody = z.preprocess(camelCased, SendFields.refine(saysSomething, NOTHING_SAID));

/** `send_message {conversationId, content, type, timestamp}`. */
export const MedecinPatientSendPayload = z.preprocess(
  camelCased,
  SendFields.extend({ conversationId: Id }).refine(saysSomething, NOTHING_SAID),
);

/** `mark_as_read {messageId}` or `{conversationId}`. */
export const MedecinPatientReadPayload = z.preprocess(
  camelCased,
  z.union([z.object({ messageId: Id }), z.object({ conversationId: Id })]),
);

/** `{conversationId, isTyping?}`. */
export const MedecinPatientTypingPayload = z.preprocess(
  camelCased,
  z.object({ conversationId: Id, isTyping: z.boolean().default(true) }),
);

const PersonId = z.union([Subject, z.int().nonnegative().transform(String)]);

/** Body of `POST /conversations`: the other person; the caller may be named too. */
export const MedecinPatientCreateBody = z.preprocess(
  camelCased,
  z.object({
    patientId: PersonId.nullish(),
    medecinId: PersonId.nullish(),
    subject: storableText(SUBJECT_MAX_LENGTH).nullish(),
    firstMessage: MessageText.nullish(),
  }),
);

/** Query of `GET /conversations/{id}/messages`; `before` is a message id. */
export const MedecinPatientMessagesQuery = z.object({
  before: Id.optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(MESSAGE_PAGE_DEFAULT),
});

/** What a message says beside its text: the address of its file is a link, and whatever else the client keeps there stays. */
export function splitMetadata({ type, metadata }: Pick<SendFields, 'type' | 'metadata'>): {
  type?: SendFields['type'];
  metadata?: z.output<typeof Metadata>;
  links?: Array<{ url: string; mediaType: string }>;
} {
  const { fileUrl, ...rest } = metadata ?? {};
  const mediaType = type === 'image' ? 'image/*' : MEDIA_TYPE_UNKNOWN;
  return {
    ...(type === undefined ? {} : { type }),
    ...(Object.keys(rest).length === 0 ? {} : { metadata: rest }),
    ...(typeof fileUrl === 'string' ? { links: [{ url: fileUrl, mediaType }] } : {}),
  };
}
