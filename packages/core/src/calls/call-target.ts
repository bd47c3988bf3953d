import { AppError, type Conversation, type Person, type StartCall } from '@causerie/contracts';
import { requireMaySend, requireOppositeSides, requireSide } from '../policy.ts';
import type { Announcer, Conversations, Directory, Ids } from '../ports.ts';

/** What {@link targetOf} needs. */
export interface CallTargetDeps {
  directory: Pick<Directory, 'people'>;
  conversations: Pick<Conversations, 'access' | 'openPair'>;
  announcer: Announcer;
  ids: Ids;
}

/** Somebody who may be rung. `available`: a professional who takes calls of clients now, or any client. */
export interface Callee {
  person: Person;
  available: boolean;
}

/** Where a call goes: the other person of a conversation, or a room that belongs to none. */
export interface CallTarget {
  conversationId: string | null;
  callee: Callee | null;
}

/** Whom a new call is for, and in which conversation: that of the pair is opened if need be. @throws AppError as starting a call does. */
export async function targetOf(deps: CallTargetDeps, person: Person, input: StartCall): Promise<CallTarget> {
  if (input.conversationId !== undefined) {
    const access = requireMaySend(await deps.conversations.access(input.conversationId.toLowerCase()), person.id);
    const otherId = access.participantIds.find((id) => id !== person.id);
    const callee = otherId === undefined ? null : await findLinked(deps, person, otherId);
    if (callee === null) throw new AppError('conflict', 'nobody is available in this conversation');
    return { conversationId: access.id, callee };
  }
  if (input.personId === undefined) {
    requireSide(person, 'professional');
    return { conversationId: null, callee: null };
  }
  const callee = await requireLinked(deps, person, input.personId);
  const { professional, client } = requireOppositeSides(person, callee.person);
  const pair = { id: deps.ids.next(), professionalId: professional.id, clientId: client.id, subject: null };
  const { conversation, created } = await deps.conversations.openPair(pair);
  if (created) await announceConversation(deps, conversation);
  if (conversation.status !== 'active') throw new AppError('conversation_closed');
  return { conversationId: conversation.id, callee };
}

/**
 * Somebody whom the person may ring: the two are linked or share a conversation. Strangers and unknown people get the same answer.
 * @throws AppError `not_linked`.
 */
export async function requireLinked(
  deps: Pick<CallTargetDeps, 'directory'>,
  person: Person,
  otherId: string,
): Promise<Callee> {
  const callee = await findLinked(deps, person, otherId.toLowerCase());
  if (callee === null) throw new AppError('not_linked');
  return callee;
}

/** Null for strangers, and for people who are shut out. */
async function findLinked(
  { directory }: Pick<CallTargetDeps, 'directory'>,
  person: Person,
  otherId: string,
): Promise<Callee | null> {
  const query = { personId: person.id, withContacts: true, onlyId: otherId, limit: 1 };
  const [found] = (await directory.people(query)).items;
  if (found === undefined) return null;
  const { id, side, subject, name, available } = found;
  return { person: { id, side, subject, name }, available: side === 'client' || available };
}

async function announceConversation({ announcer }: CallTargetDeps, conversation: Conversation): Promise<void> {
  const audience = conversation.participants.map(({ person }) => person.id);
  const event = { type: 'conversation.created', conversation } as const;
  await announcer.announce([{ audience, event }]).catch(() => undefined);
}
