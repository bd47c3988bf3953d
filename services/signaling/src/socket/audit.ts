import type { ErrorCode } from '@causerie/contracts';
import type { Caller } from '@causerie/core';
import type { AuditTrail } from '@causerie/service-kit';

/** Where what sockets do is noted; absent: nowhere. */
export interface SocketAudit {
  trail?: Pick<AuditTrail, 'note'> | undefined;
}

/**
 * Records one frame of a socket: who did what to which call, and nothing of what was said. Signals that passed are left out, because the
 * call's own record says who took part; what was too much is left out too, because it would make a flood dearer than it is.
 */
export function recordEvent(
  { trail }: SocketAudit,
  caller: Caller | null,
  {
    event,
    outcome,
    requestId,
    callId,
  }: { event: string; outcome: 'ok' | ErrorCode; requestId: string; callId: string | null },
): void {
  if (trail === undefined || outcome === 'rate_limited' || (event === 'call.signal' && outcome === 'ok')) return;
  const person = caller !== null && 'person' in caller ? caller.person : null;
  trail.note({
    actorId: person?.id ?? null,
    actorRole: person?.side ?? 'anonymous',
    action: `call socket ${event}`,
    whoseId: callId === null ? (person?.id ?? null) : null,
    outcome,
    targetKind: callId === null ? null : 'call',
    targetId: callId,
    requestId,
  });
}
