import closeWithGrace from 'close-with-grace';
import { describeError } from './describe-error.ts';
import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';
import type { Readiness } from './readiness.ts';

/** One thing to close, with the name it has in the log. */
export type ShutdownStep = [name: string, close: () => Promise<void>];

/** How a process ends. `timeoutMs` bounds all steps together. */
export interface ShutdownOptions {
  logger: Logger;
  readiness: Readiness;
  steps: ShutdownStep[];
  timeoutMs: number;
}

/** Time kept for the log line after the last step. */
const EXIT_MARGIN_MS = 500;

/**
 * Lets the process run until SIGTERM or SIGINT, then drains, runs the steps in their order and exits with 0.
 * A step that fails or takes too long is logged and passed over. An error that nobody caught is logged without its
 * message and ends the process with 1 at once: its state cannot be trusted. So does a second signal.
 */
export function runUntilSignal({ logger, readiness, steps, timeoutMs }: ShutdownOptions): void {
  closeWithGrace(
    { delay: timeoutMs + EXIT_MARGIN_MS, logger: false, skip: ['beforeExit'] },
    async ({ err, signal }: { err?: Error; signal?: string }) => {
      if (err !== undefined) {
        logger.fatal({ error: describeError(err) }, 'An error that nobody caught ends the process');
        return;
      }
      logger.info({ signal }, 'Shutting down');
      readiness.drain();
      await runSteps(logger, steps, timeoutMs);
      logger.info('Shut down');
    },
  );
}

async function runSteps(logger: Logger, steps: ShutdownStep[], timeoutMs: number): Promise<void> {
  const endsAtMs = Date.now() + timeoutMs;
  for (const [index, [step, close]] of steps.entries()) {
    // A step that hangs must leave time for those behind it: each gets an equal share of what is left.
    const shareMs = Math.max(1, (endsAtMs - Date.now()) / (steps.length - index));
    try {
      await withDeadline((async () => close())(), shareMs);
    } catch (error) {
      logger.error({ step, error: describeError(error) }, 'A shutdown step failed');
    }
  }
}
