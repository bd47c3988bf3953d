import type { Actor, AuditEntry, ErrorCode } from '@causerie/contracts';
import type { Command, ConversationKey, Outcome } from '@causerie/dialects';
import type { AuditTrail } from '@causerie/service-kit';

/** Where what sockets do is noted; absent: nowhere. */
export interface SocketAudit {
  audit?: Pick<AuditTrail, 'note'> | undefined;
}

type Target = Pick<AuditEntry, 'targetKind' | 'targetId'>;

/**
 * Records one command of a socket. Typing is left out: it gives access to nothing and leaves nothing behind. So do signals between people
 * who take part in a call, which is recorded; refused ones are there. What was too much is left out too, because it would make a flood dearer than it is; the metrics count it.
 */
export function recordCommand(
  { audit }: SocketAudit,
  actor: Actor,
  done: { requestId: string; command?: Command | undefined; outcome?: Outcome | undefined; code: 'ok' | ErrorCode },
): void {
  const { command, code, requestId } = done;
  if (audit === undefined || command?.verb === 'typing' || code === 'rate_limited') return;
  if (command?.verb === 'call.signal' && code === 'ok') return;
  const { id, side } = actor.person;
  const target = command === undefined ? null : targetOf(command, done.outcome);
  audit.note({
    actorId: id,
    actorRole: side,
    action: `socket ${command?.verb ?? 'unknown'}`,
    whoseId: target === null ? id : null,
    outcome: code,
    targetKind: target?.targetKind ?? null,
    targetId: target?.targetId ?? null,
    requestId,
  });
}

/** Records that somebody was admitted, or was not: then nobody is named. */
export function recordConnection(
  { audit }: SocketAudit,
  requestId: string,
  actor: Actor | null,
  code: 'ok' | ErrorCode,
): void {
  if (audit === undefined || code === 'rate_limited') return;
  audit.note({
    actorId: actor?.person.id ?? null,
    actorRole: actor?.person.side ?? 'anonymous',
    action: 'socket connect',
    whoseId: actor?.person.id ?? null,
    outcome: code,
    targetKind: null,
    targetId: null,
    requestId,
  });
}

/** What a command was about, by ids that we made; null when it was about the person alone. */
function targetOf(command: Command, outcome: Outcome | undefined): Target | null {
  if (outcome !== undefined && 'message' in outcome) return { targetKind: 'message', targetId: outcome.message.id };
  if ('callId' in command) return { targetKind: 'call', targetId: command.callId };
  if ('messageId' in command) return { targetKind: 'message', targetId: command.messageId };
  if (outcome !== undefined && 'conversation' in outcome) return conversation(outcome.conversation);
  return 'conversation' in command ? conversation(command.conversation) : null;
}

function conversation(key: ConversationKey): Target {
  return { targetKind: 'conversation', targetId: 'id' in key ? key.id : String(key.number) };
}
