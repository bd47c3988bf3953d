import type { Causerie } from '@causerie/client';
import { refusal, until } from './service-common.ts';
import { idOf } from './context-conversation.ts';
import type { NewLegacyConversation, ServiceWhom } from './service-shapes.ts';

/** Finds the conversation that is meant, or opens the one with that person. Rejects with CauserieError. */
export async function conversationWith(client: Causerie, whom: ServiceWhom): Promise<string> {
  const conversationId = idOf(whom.conversationId);
  return conversationId ?? client.createConversation({ withSubject: await subjectMeant(client, whom) });
}

/** The other person's id in the host's system. Rejects with CauserieError `invalid_input` where nobody is named. */
export async function subjectMeant(client: Causerie, whom: NewLegacyConversation): Promise<string> {
  const { toUserId, patientId, medecinId } = whom;
  await until(client, () => {
    const { me, list, ended } = client.getSnapshot();
    return me !== null || list.failure !== null || ended !== null;
  });
  // Of a médecin and a patient, the one who is not me.
  const other = client.getSnapshot().me?.side === 'client' ? medecinId : (patientId ?? medecinId);
  const subject = idOf(toUserId) ?? idOf(other);
  if (subject === null) throw refusal('invalid_input', 'nobody is named: toUserId, or patientId or medecinId');
  return subject;
}
