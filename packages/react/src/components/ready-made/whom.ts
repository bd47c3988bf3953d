import { type Causerie, CauserieError, type ConversationEntry, type NewConversation } from '@causerie/client';
import { given, refusal, until } from './common.ts';
import { idOf } from './context-conversation.ts';
import { type HookConversation, hookConversation } from './hook-shapes.ts';
import type { NewLegacyConversation, ServiceWhom } from './service-shapes.ts';
import { failureOfEnding, present } from './use-messenger-state.ts';

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
    const { withPersonId, withSubject } = given(input);
    if (withPersonId !== undefined || withSubject !== undefined) return some.createConversation(given(input));
    return hookConversation(await openedWith(some, input));
  };
  return open as OpenConversation;
}

/** The conversation with whom pages of médecins and patients name, which is opened if there is none. Rejects with CauserieError. */
export async function openedWith(client: Causerie, input: NewLegacyConversation): Promise<ConversationEntry> {
  const { subject, firstMessage } = input;
  const withSubject = await subjectMeant(client, input);
  const id = await client.createConversation({ withSubject, ...given({ subject, firstMessage }) });
  const entry = client.getSnapshot().conversations[id];
  if (entry === undefined) throw refusal('not_found', 'the conversation was removed');
  return entry;
}

/** The id of the conversation that is meant, or of the one with that person, which is opened if there is none. Rejects with CauserieError. */
export async function conversationWith(client: Causerie, whom: ServiceWhom): Promise<string> {
  const conversationId = idOf(whom.conversationId);
  return conversationId ?? client.createConversation({ withSubject: await subjectMeant(client, whom) });
}

/** The other person's id in the host's system. Rejects with CauserieError, with `invalid_input` where nobody is named. */
async function subjectMeant(client: Causerie, { toUserId, patientId, medecinId }: NewLegacyConversation) {
  const subject = idOf(toUserId) ?? idOf((await amClient(client)) ? medecinId : (patientId ?? medecinId));
  if (subject === null) throw refusal('invalid_input', 'nobody is named: toUserId, or patientId or medecinId');
  return subject;
}

/** Whether I am the patient: of a médecin and a patient, the other one is meant. Waits until it is known who I am. */
async function amClient(client: Causerie): Promise<boolean> {
  const failure = () => client.getSnapshot().list.failure ?? failureOfEnding(client.getSnapshot());
  await until(client, () => client.getSnapshot().me !== null || failure() !== null);
  const { me } = client.getSnapshot();
  const why = failure();
  if (me === null && why !== null) throw new CauserieError(why);
  return me?.side === 'client';
}
