import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@causerie/contracts';
import type { MessageSearch } from '@causerie/core';
import type { JobKind, Metrics } from '@causerie/service-kit';

/** Pause between two looks at what is new. */
const INDEX_INTERVAL_MS = 1000;
/** Steps of one job: a long backlog is worked off over several jobs, each of which ends in time. */
const STEPS_MAX = 10;
/**
 * After a step the job rests for three times what it took: taking words apart costs as much of Postgres as committing the
 * messages, and must not make them wait. A burst is found a little later instead.
 */
const REST_PER_WORK = 3;

/** Keeps the search in messages up to date with the log. */
export function searchIndexJob(deps: { messageSearch: Pick<MessageSearch, 'index'>; metrics: Metrics }): JobKind {
  const steps = deps.metrics.counter(
    'search_index_total',
    'Messages that were indexed or looked at again, and runs that were postponed',
    ['outcome'],
  );
  return {
    name: 'search-index',
    everyMs: INDEX_INTERVAL_MS,
    concurrency: 1,
    async process() {
      try {
        for (let step = 0; step < STEPS_MAX; step++) {
          const startedMs = performance.now();
          const { indexed, redone, more } = await deps.messageSearch.index();
          steps.inc({ outcome: 'indexed' }, indexed);
          steps.inc({ outcome: 'redone' }, redone);
          if (!more) return;
          await pause((performance.now() - startedMs) * REST_PER_WORK);
        }
      } catch (error) {
        // The next job, a second later, does what this one could not: a database that is away must not leave dead letters.
        if (!(error instanceof AppError) || !error.retryable) throw error;
        steps.inc({ outcome: 'postponed' });
      }
    },
  };
}
