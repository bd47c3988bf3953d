import { AppError } from '@causerie/contracts';
import { limitMaker, networkOf, type LimitSecrets, type RateLimitDeps } from './rate-limits.ts';

const MINUTE_SECONDS = 60;

/** The settings of the same names; 0 switches a limit off. */
export interface CallLimitSettings extends LimitSecrets {
  RATE_CALL_START_PER_MINUTE: number;
  RATE_CALL_ASK_IN_PER_MINUTE: number;
  RATE_CALL_GUESSES_PER_MINUTE: number;
}

/** What somebody named the call by. */
export type CallNamedBy = 'code' | 'token';

/** The limits of calls (CALL-9). Each throws `rate_limited` when it is one too many. */
export interface CallLimits {
  /** A person starts a call. */
  start(personId: string): void;
  /** Somebody asks into a call; `personId` is null for callers without a token of their own. */
  askIn(asking: { address: string; personId: string | null; by: CallNamedBy }): void;
  /** What they named exists not. */
  wrong(by: CallNamedBy): void;
}

/**
 * Makes the limits of calls. Beside each person and each address, wrong guesses of strangers are counted over the whole installation:
 * whoever guesses from many addresses shuts the codes to strangers for the rest of the minute, while people with a token of their own
 * and links, whose tokens nobody guesses, still get in.
 */
export function createCallLimits(settings: CallLimitSettings, deps: RateLimitDeps): CallLimits {
  const refused = deps.metrics.counter(
    'call_guesses_refused_total',
    'Codes and links into calls that were wrong, or not looked at because there were too many',
    ['by', 'why'],
  );
  const make = limitMaker(settings, deps);
  const start = make('call-start', settings.RATE_CALL_START_PER_MINUTE, MINUTE_SECONDS);
  const askIn = make('call-ask-in', settings.RATE_CALL_ASK_IN_PER_MINUTE, MINUTE_SECONDS);
  const guesses = make('call-guesses', settings.RATE_CALL_GUESSES_PER_MINUTE, MINUTE_SECONDS);
  /** Until then, in milliseconds since the epoch, codes of strangers are not looked at. */
  let shutUntilMs = 0;

  function requireOpen(personId: string | null, by: CallNamedBy): void {
    const leftMs = shutUntilMs - Date.now();
    if (leftMs <= 0 || personId !== null || by === 'token') return;
    throw new AppError('rate_limited', 'too many wrong codes at the moment', { retryAfterSeconds: leftMs / 1000 });
  }

  return {
    start,
    askIn({ address, personId, by }) {
      try {
        askIn(personId ?? networkOf(address));
        requireOpen(personId, by);
      } catch (error) {
        refused.inc({ by, why: 'limited' });
        throw error;
      }
    },
    wrong(by) {
      refused.inc({ by, why: 'wrong' });
      try {
        guesses('all');
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        shutUntilMs = Date.now() + (error.retryAfterSeconds ?? MINUTE_SECONDS) * 1000;
      }
    },
  };
}
