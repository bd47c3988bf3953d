import type { AccessCache, Identify } from '@causerie/auth';
import { AppError, type Actor, type Identity, type Message, type SendMessage } from '@causerie/contracts';
import {
  deleteMessage,
  editMessage,
  markDelivered,
  markRead,
  readMessage,
  requireParticipant,
  resolveLinks,
  sendMessage,
  setReaction,
  setTyping,
  type Announcer,
  type Clock,
  type Conversations,
  type Ids,
  type MessageChanges,
  type MoveMarkerDeps,
  type Receipts,
  type ResolveLinksDeps,
  type SendLanes,
} from '@causerie/core';
import type { Command, ConversationKey, Outcome } from '@causerie/dialects';
import { carryOutCall, isCallCommand, type CarryOutCallDeps } from './calls/carry-out-call.ts';
import type { Follower } from './follow.ts';
import type { Live } from './live.ts';
import { JOINED_MAX, type Session } from './session.ts';
import { topsOf } from './tops.ts';

/** What finding the files behind addresses needs. */
export type FileLinks = Pick<ResolveLinksDeps, 'attachments' | 'linkTokens' | 'allowForeignLinks'>;

/** What carrying out commands needs. */
export interface CarryOutDeps extends CarryOutCallDeps {
  accessCache: AccessCache;
  announcer: Announcer;
  clock: Clock;
  conversations: Conversations;
  follower: Follower;
  ids: Ids;
  /** What dialects need that name files by their addresses. */
  files: FileLinks;
  identify: Identify;
  actors(identity: Identity): Promise<Actor>;
  lanes: SendLanes;
  live: Live;
  messageChanges: MessageChanges;
  receipts: Receipts;
}

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;

/** Carries out one command of one socket. @throws AppError with the code the client must hear. */
export async function carryOut(
  deps: CarryOutDeps,
  session: Session,
  command: Command,
  requestId: string,
): Promise<Outcome> {
  if (isCallCommand(command)) return carryOutCall(deps, session, command);
  switch (command.verb) {
    case 'message.send':
      return send(deps, session, command, requestId);
    case 'conversation.join':
      return inTurn(session, () => enterOrLeave(deps, session, command));
    case 'conversation.leave':
      return enterOrLeave(deps, session, command);
    case 'read.update':
    case 'delivered.update':
      return moveMarker(deps, session, command);
    case 'typing': {
      const conversationId = await idOf(deps, command.conversation);
      const input = { conversationId, active: command.active };
      deps.live.tell(await setTyping({ access: deps.accessCache.access }, session.actor, input));
      return { verb: 'typing' };
    }
    case 'message.edit':
    case 'message.delete':
    case 'reaction.set':
      return { verb: command.verb, message: await change(deps, session.actor, command) };
    case 'message.read': {
      const { message, readAt } = await readMessage(deps, session.actor, { messageId: command.messageId });
      return { verb: command.verb, message, readAt };
    }
    case 'auth.refresh':
      return refresh(deps, session, command.token);
    case 'sync':
      return { verb: 'sync', tops: await topsOf(deps.conversations, session.person.id) };
  }
}

function change(
  deps: CarryOutDeps,
  actor: Actor,
  command: Of<'message.edit' | 'message.delete' | 'reaction.set'>,
): Promise<Message> {
  if (command.verb === 'message.edit') return editMessage(deps, actor, command);
  return command.verb === 'message.delete' ? deleteMessage(deps, actor, command) : setReaction(deps, actor, command);
}

/** The UUID of a conversation, however the wire named it. @throws AppError `not_found`. */
async function idOf(deps: CarryOutDeps, key: ConversationKey): Promise<string> {
  if ('id' in key) return key.id;
  const id = await deps.accessCache.idOfNumber(key.number);
  if (id === null) throw new AppError('not_found');
  return id;
}

/**
 * Sends of one socket enter their lanes in the order they came (DEL-4): the look-ups before may take turns of the event
 * loop, so the next send starts its own only when this one is in its lane (or was refused).
 */
function send(deps: CarryOutDeps, session: Session, command: Of<'message.send'>, requestId: string): Promise<Outcome> {
  const { verb, conversation } = command;
  return new Promise((resolve, reject) => {
    session.sending = session.sending.then(
      () =>
        new Promise<void>((next) => {
          const lanes: SendLanes = {
            send(message) {
              const answer = deps.lanes.send(message);
              next();
              return answer;
            },
          };
          idOf(deps, conversation)
            .then((conversationId) => inputOf(deps, session.actor, command, conversationId))
            .then((input) => {
              const { access } = deps.accessCache;
              return sendMessage({ access, ids: deps.ids, lanes }, session.actor, input, requestId);
            })
            .then((sent) => resolve({ verb, ...sent }), reject)
            .finally(next);
        }),
    );
  });
}

/** The input of a send, whose links have become attachments. */
async function inputOf(
  deps: CarryOutDeps,
  actor: Actor,
  { verb: _verb, conversation: _conversation, links = [], mentions, attachmentIds = [], ...rest }: Of<'message.send'>,
  conversationId: string,
): Promise<SendMessage> {
  const { access } = deps.accessCache;
  const found =
    links.length === 0
      ? []
      : (await resolveLinks({ ...deps.files, access, ids: deps.ids }, actor, { conversationId, links })).attachmentIds;
  const input = { ...rest, conversationId, attachmentIds: [...attachmentIds, ...found] };
  return mentions === undefined ? input : { ...input, mentions: [...mentions] };
}

/** Sends of this socket wait for it: who joins and then writes, without waiting for an answer, hears what they wrote. */
function inTurn(session: Session, work: () => Promise<Outcome>): Promise<Outcome> {
  const done = session.sending.then(work);
  session.sending = done.catch(() => undefined);
  return done;
}

async function enterOrLeave(
  deps: CarryOutDeps,
  session: Session,
  command: Of<'conversation.join' | 'conversation.leave'>,
): Promise<Outcome> {
  const access = await deps.accessCache.access(await idOf(deps, command.conversation));
  const { id, number } = requireParticipant(access, session.person.id);
  const conversation = { id, number };
  if (command.verb === 'conversation.leave') session.places.delete(id);
  else if (session.places.size >= JOINED_MAX && !session.places.has(id)) {
    throw new AppError('rate_limited', `at most ${JOINED_MAX} conversations per socket`);
  } else if (!(await deps.follower.join(session, conversation))) throw new AppError('not_found');
  return { verb: command.verb, conversation };
}

async function moveMarker(
  deps: MoveMarkerDeps & CarryOutDeps,
  session: Session,
  command: Of<'read.update' | 'delivered.update'>,
): Promise<Outcome> {
  const conversationId = await idOf(deps, command.conversation);
  // Beyond the end of the log the marker is clamped to it, so "everything" needs no look-up of the end.
  const input = { conversationId, upToSeq: command.upToSeq ?? Number.MAX_SAFE_INTEGER };
  const move = await (command.verb === 'read.update' ? markRead : markDelivered)(deps, session.actor, input);
  return { verb: command.verb, participant: move.participant };
}

async function refresh(deps: CarryOutDeps, session: Session, token: string): Promise<Outcome> {
  const actor = await deps.actors(await deps.identify(token));
  if (actor.person.id !== session.person.id) throw new AppError('identity_mismatch');
  session.actor = actor;
  return { verb: 'auth.refresh', expiresAt: new Date(actor.expiresAtMs).toISOString() };
}
