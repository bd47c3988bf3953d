import { AppError, type Announcement, type PersistMessage, type PersistResult } from '@causerie/contracts';
import type { Announcer, Messages, PersistOutcome } from '../ports.ts';

/** What {@link persistMessages} needs. `pauseMs` waits between attempts; `onRetry` and `onPoison` feed logs and metrics. */
export interface PersistMessagesDeps {
  messages: Pick<Messages, 'persist'>;
  announcer: Announcer;
  pauseMs(milliseconds: number): Promise<void>;
  onRetry(error: unknown, attempt: number): void;
  onPoison(error: unknown): void;
  onAnnounceFailed(error: unknown): void;
}

/** First pause between two attempts of a batch that the database could not take. */
const RETRY_FIRST_PAUSE_MS = 50;
/** Longest pause between two attempts. */
const RETRY_LONGEST_PAUSE_MS = 1000;

/**
 * Commits a batch, then tells everyone concerned and the door that waits, which hears the results in the order of the batch.
 * It resolves once the batch is committed and the news is on its way, not when it has arrived: the next batch need not wait for that.
 * It never gives up on a database that is away: it holds its lane, so that nothing overtakes (DEL-4).
 * A message that the database can never take is found by halving and refused alone (`unprocessable`).
 */
export async function persistMessages(
  deps: PersistMessagesDeps,
  batch: readonly PersistMessage[],
  answer: (results: PersistResult[]) => void,
): Promise<void> {
  const outcomes = await persistOrSplit(deps, batch);
  const announcements = outcomes.flatMap((outcome, index) => announcementOf(outcome, batch[index]));
  // A lost announcement loses no message, because clients see the gap (DEL-6), so it must not fail a committed batch.
  if (announcements.length > 0) deps.announcer.announce(announcements).catch(deps.onAnnounceFailed);
  answer(outcomes.map(resultOf));
}

async function persistOrSplit(deps: PersistMessagesDeps, batch: readonly PersistMessage[]): Promise<PersistOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.messages.persist(batch);
    } catch (error) {
      if (error instanceof AppError && error.retryable) {
        deps.onRetry(error, attempt);
        await deps.pauseMs(Math.min(RETRY_FIRST_PAUSE_MS * 2 ** Math.min(attempt - 1, 10), RETRY_LONGEST_PAUSE_MS));
        continue;
      }
      if (batch.length === 1) {
        deps.onPoison(error);
        return [{ ok: false, code: 'unprocessable' }];
      }
      const middle = Math.ceil(batch.length / 2);
      const first = await persistOrSplit(deps, batch.slice(0, middle));
      return [...first, ...(await persistOrSplit(deps, batch.slice(middle)))];
    }
  }
}

/**
 * A committed message is announced when this very command committed it, now or in an earlier run of the same job:
 * then the ids are equal. A client's repeat has a freshly minted id and was announced long ago.
 */
function announcementOf(outcome: PersistOutcome, command: PersistMessage | undefined): Announcement[] {
  if (!outcome.ok || command === undefined || outcome.message.id !== command.id) return [];
  const { message, conversation, audience } = outcome;
  return [{ audience, event: { type: 'message.created', message, conversation, requestId: command.requestId } }];
}

function resultOf(outcome: PersistOutcome): PersistResult {
  if (!outcome.ok) return outcome;
  const { message, created } = outcome;
  const { seq, number, createdAt, type, attachments } = message;
  const files = attachments.length === 0 ? {} : { type, attachments };
  return { ok: true, created, seq, number, createdAt, ...(created ? files : { message }) };
}
