import {
  AppError,
  type CallHistoryPage,
  type CallQualityReport,
  type CallStats,
  type PastCall,
  type Person,
} from '@causerie/contracts';
import type { Clock } from '../ports.ts';
import { partOf, type CallDeps, type Caller } from './caller.ts';
import type { CallHistoryEntry } from './ports.ts';
import { viewCall } from './view-call.ts';

const DAY_MS = 86_400_000;
/** Days that figures are made of when no range is asked, and at most. */
const FIGURES_DAYS_DEFAULT = 30;
const FIGURES_DAYS_MAX = 366;

/** What of a person's history is asked for. */
export interface CallHistoryInput {
  limit: number;
  cursor?: string | undefined;
  conversationId?: string | undefined;
  missed?: boolean | undefined;
}

/** Calls of a person, live and over, newest first. @throws AppError `page_out_of_range` for a malformed cursor. */
export async function listCallHistory(
  { calls }: Pick<CallDeps, 'calls'>,
  person: Person,
  input: CallHistoryInput,
): Promise<CallHistoryPage> {
  const { items, nextCursor } = await calls.history({
    ...input,
    conversationId: input.conversationId?.toLowerCase(),
    personId: person.id,
  });
  return { items: items.map(pastCall), nextCursor };
}

function pastCall({ state, participantId, quality }: CallHistoryEntry): PastCall {
  const { answeredAtMs, endedAtMs, parties, initiatorId } = state;
  return {
    call: viewCall(state, participantId),
    participantId,
    direction: participantId === initiatorId ? 'outgoing' : 'incoming',
    missed: parties.some((party) => party.id === participantId && party.state === 'missed'),
    // The clocks of two machines may disagree about which came first.
    durationMs: answeredAtMs === null || endedAtMs === null ? null : Math.max(0, endedAtMs - answeredAtMs),
    quality: quality === null ? null : { ...quality, steps: [...quality.steps] },
  };
}

/**
 * Figures over the ended calls of a person, or of everybody (`personId: null`), that began in a range which ends now unless `to` says
 * otherwise. @throws AppError `invalid_input` for a range that is empty or too long.
 */
export async function callFigures(
  { calls, clock }: Pick<CallDeps, 'calls'> & { clock: Clock },
  personId: string | null,
  range: { from?: string | undefined; to?: string | undefined },
): Promise<CallStats> {
  const toMs = range.to === undefined ? clock.nowMs() : Date.parse(range.to);
  const fromMs = range.from === undefined ? toMs - FIGURES_DAYS_DEFAULT * DAY_MS : Date.parse(range.from);
  if (fromMs >= toMs) throw new AppError('invalid_input', 'from: must be before to');
  if (toMs - fromMs > FIGURES_DAYS_MAX * DAY_MS) {
    throw new AppError('invalid_input', `from, to: at most ${FIGURES_DAYS_MAX} days`);
  }
  const figures = await calls.figures({ personId, fromMs, toMs });
  return { ...figures, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** Keeps what the client of somebody who took part measured; the newest wins. @throws AppError `not_found`, `conflict` (they never took part). */
export async function keepCallQuality(
  { calls }: Pick<CallDeps, 'calls'>,
  caller: Caller,
  { callId, quality }: { callId: string; quality: CallQualityReport },
): Promise<void> {
  const state = await calls.find(callId.toLowerCase());
  if (state === null) throw new AppError('not_found');
  const me = partOf(state, caller);
  if (me.joinedAtMs === null) throw new AppError('conflict', 'you did not take part');
  await calls.keepQuality(state.id, me.id, quality);
}
