import type { Causerie, NewConversation } from '@causerie/client';
import { type HookConversation, hookConversation } from './hook-shapes.ts';
import { given, refusal } from './service-common.ts';
import type { NewLegacyConversation } from './service-shapes.ts';
import { subjectMeant } from './service-whom.ts';
import { present } from './use-messenger-state.ts';

/** Opens the conversation with somebody, or finds the one that exists. Rejects with CauserieError. */
export interface OpenConversation {
  /** Resolves to its id. */
  (input: NewConversation): Promise<string>;
  /** The same for whom pages of médecins and patients name, as their service does it; resolves to the conversation. */
  (input: NewLegacyConversation): Promise<HookConversation>;
}

/** The verb over a messenger that may not be there yet. */
export function opener(client: Causerie | null): OpenConversation {
  const open = async (input: NewConversation & NewLegacyConversation) => {
    const some = present(client);
    if (input.withPersonId !== undefined || input.withSubject !== undefined) return some.createConversation(input);
    const { subject, firstMessage } = input;
    const withSubject = await subjectMeant(some, input);
    const id = await some.createConversation({ withSubject, ...given({ subject, firstMessage }) });
    const entry = some.getSnapshot().conversations[id];
    if (entry === undefined) throw refusal('not_found', 'the conversation was removed');
    return hookConversation(entry);
  };
  return open as OpenConversation;
}
