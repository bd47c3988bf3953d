import { AppError, type CallWindowAnswer, type Person } from '@causerie/contracts';
import { requireParticipant } from '../policy.ts';
import type { Clock, Conversations } from '../ports.ts';
import type { CallAppointments, CallWindow } from './ports.ts';

/** How long before and after an appointment its client may open the call (CALL-11), in milliseconds. */
export interface CallWindowSettings {
  opensBeforeMs: number;
  closesAfterMs: number;
}

/** What an appointment without an end lasts for the window of its call, in milliseconds. */
const APPOINTMENT_MS = 60 * 60_000;

/** What the window of a conversation is found with. */
export interface CallWindowDeps {
  appointments: CallAppointments;
  window: CallWindowSettings;
}

/** When the client of a conversation may open its call; null when it has no appointment, and they may at any time. */
export async function windowOf(
  { appointments, window }: CallWindowDeps,
  conversationId: string,
): Promise<CallWindow | null> {
  const time = await appointments.timeOf(conversationId);
  if (time === null) return null;
  const { startsAtMs, endsAtMs } = time;
  return {
    opensAtMs: startsAtMs - window.opensBeforeMs,
    closesAtMs: (endsAtMs ?? startsAtMs + APPOINTMENT_MS) + window.closesAfterMs,
  };
}

/** Whether a window is open. */
export function isOpen(window: CallWindow | null, nowMs: number): boolean {
  return window === null || (window.opensAtMs <= nowMs && nowMs < window.closesAtMs);
}

/** When the person may open the call of a conversation of theirs; a professional may at any time. @throws AppError `not_found`. */
export async function callWindow(
  deps: CallWindowDeps & { conversations: Pick<Conversations, 'access'>; clock: Clock },
  person: Person,
  conversationId: string,
): Promise<CallWindowAnswer> {
  const { id } = requireParticipant(await deps.conversations.access(conversationId), person.id);
  const window = await windowOf(deps, id);
  const instant = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    conversationId: id,
    open: person.side === 'professional' || isOpen(window, deps.clock.nowMs()),
    opensAt: instant(window?.opensAtMs),
    closesAt: instant(window?.closesAtMs),
  };
}

/** @throws AppError `conflict` when a client opens the call of an appointment outside its window. */
export function requireOpen(window: CallWindow | null, person: Person, nowMs: number): void {
  if (window === null || person.side === 'professional' || isOpen(window, nowMs)) return;
  const isEarly = nowMs < window.opensAtMs;
  throw new AppError(
    'conflict',
    isEarly
      ? `the call of this appointment opens at ${new Date(window.opensAtMs).toISOString()}`
      : 'the call of this appointment is closed',
  );
}
