import { ClientKey, MessageText, Subject } from '@causerie/contracts';
import { z } from 'zod';

/** Conversation ids of this dialect are integers, sent as numbers or as digits. */
export const RoomNumber = z.union([
  z.int().min(1),
  z
    .string()
    .max(15)
    .regex(/^[1-9]\d*$/)
    .transform(Number),
]);

/** Accepts snake_case names beside the documented camelCase ones; camelCase wins when both are there. */
export function camelCased(payload: unknown): unknown {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return payload;
  const entries = Object.entries(payload);
  const renamed = entries.map(([key, value]) => [key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()), value]);
  return { ...Object.fromEntries(renamed), ...payload };
}

/** `{conversationId}`, the payload of most client events. */
export const RoomPayload = z.preprocess(camelCased, z.object({ conversationId: RoomNumber }));

/** `{conversationId, content}` of `send_message`; `clientMessageId` is ours and makes a retry safe (DEL-3). */
export const SendPayload = z.preprocess(
  camelCased,
  z.object({ conversationId: RoomNumber, content: MessageText, clientMessageId: ClientKey.optional() }),
);

/** Body of `POST /conversations/:id/messages`. */
export const SendBody = z.preprocess(
  camelCased,
  z.object({ content: MessageText, clientMessageId: ClientKey.optional() }),
);

const PersonId = z.union([Subject, z.int().nonnegative().transform(String)]);

/** Body of `POST /conversations`: the other person of the pair; the caller's own id may be there too. */
export const CreateBody = z.preprocess(
  camelCased,
  z.object({ patientId: PersonId.nullish(), doctorId: PersonId.nullish(), medecinId: PersonId.nullish() }),
);
