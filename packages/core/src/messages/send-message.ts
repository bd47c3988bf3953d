import {
  AppError,
  type Actor,
  type Message,
  type PersistMessage,
  type PersistResult,
  type SendMessage,
} from '@causerie/contracts';
import { requireMaySend } from '../policy.ts';
import type { Conversations, Ids, SendLanes } from '../ports.ts';

/** What {@link sendMessage} needs; `access` may be a cached view because the commit checks again (DEL-7). */
export interface SendMessageDeps {
  access: Conversations['access'];
  ids: Ids;
  lanes: SendLanes;
}

/**
 * Sends one message and resolves once it is committed (DEL-1).
 * `created: false` means that this client key was committed before (DEL-3) and `message` is what was committed then.
 * @throws AppError `not_found`, `conversation_closed`, `unprocessable`, or `unavailable` (retryable, safe with the same key).
 */
export async function sendMessage(
  deps: SendMessageDeps,
  actor: Actor,
  input: SendMessage,
  requestId: string | null,
): Promise<{ message: Message; created: boolean }> {
  requireMaySend(await deps.access(input.conversationId), actor.person.id);
  const id = deps.ids.next();
  const attachmentIds = distinct(input.attachmentIds);
  const command: PersistMessage = {
    id,
    conversationId: input.conversationId,
    author: actor.person,
    clientMessageId: input.clientMessageId ?? id,
    type: input.type ?? (attachmentIds.length === 0 ? 'text' : undefined),
    content: input.content,
    metadata: input.metadata ?? null,
    replyToId: input.replyToId ?? null,
    mentions: distinct(input.mentions),
    attachmentIds,
    requestId,
  };
  return committed(command, await deps.lanes.send(command));
}

/** Each id once, spelled as the log prints it. */
function distinct(ids: readonly string[] = []): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

function committed(command: PersistMessage, result: PersistResult): { message: Message; created: boolean } {
  if (!result.ok) throw new AppError(result.code);
  if (result.message !== undefined) return { message: result.message, created: false };
  const message: Message = {
    id: command.id,
    number: result.number,
    conversationId: command.conversationId,
    seq: result.seq,
    author: command.author,
    type: result.type ?? command.type ?? 'text',
    content: command.content,
    metadata: command.metadata,
    clientMessageId: command.clientMessageId,
    replyToId: command.replyToId,
    mentions: command.mentions ?? [],
    reactions: [],
    attachments: result.attachments ?? [],
    revision: 0,
    createdAt: result.createdAt,
    editedAt: null,
    deletedAt: null,
  };
  return { message, created: result.created };
}
