import { AppError, type Message } from '@causerie/contracts';
import type { Announcer } from '../ports.ts';
import type { ChangeOutcome, MessageChanges } from './port.ts';

/** What the verbs that change a message need. */
export interface ChangeMessageDeps {
  messageChanges: MessageChanges;
  announcer: Announcer;
}

/**
 * Tells the participants what became of a message and gives its new state. @throws AppError with the code of a refusal.
 * The change is committed by now. A lost announcement loses nothing, because clients see the revision move (DEL-11), so it does not
 * make the request fail either.
 */
export async function tellChange(
  announcer: Announcer,
  type: 'message.updated' | 'message.deleted',
  outcome: ChangeOutcome,
): Promise<Message> {
  if (!outcome.ok) throw new AppError(outcome.code);
  const { changed, message, conversation, audience } = outcome;
  if (changed) await announcer.announce([{ audience, event: { type, message, conversation } }]).catch(() => undefined);
  return message;
}
