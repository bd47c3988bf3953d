import { EXPORT_TTL_MS, PRIVACY_QUEUE, PrivacyJob } from '@causerie/contracts';
import {
  erasePerson,
  exportPerson,
  type Announcer,
  type BlobStore,
  type Bytes,
  type ErasePersonDeps,
  type ExportDeps,
  type PrivacyRequests,
} from '@causerie/core';
import { describeError, type JobKind, type Logger, type Metrics } from '@causerie/service-kit';
import { zipExport } from './zip-export.ts';

/** How often requests are looked for whose job was lost, or that wait for something. */
const LOOK_INTERVAL_MS = 15_000;
/** Requests of one look. */
const LOOK_MAX = 20;
/** How long a request belongs to whoever took it, unless they say so again. */
const CLAIM_MS = 60_000;
const KEEP_INTERVAL_MS = 20_000;
/** An export that could not be made for so long never will be; its person may ask again. */
const EXPORT_GIVEN_UP_AFTER_MS = 24 * 60 * 60_000;

/** What work on requests needs. */
export interface PrivacyJobDeps
  extends ExportDeps, Pick<ErasePersonDeps, 'erasures' | 'forgetShortLived' | 'emptyWaitingMessages'> {
  announcer: Announcer;
  blobs: BlobStore;
  privacyRequests: PrivacyRequests;
  logger: Logger;
  metrics: Metrics;
}

/**
 * Makes exports and carries out erasures. A job names a request; one without looks for all that wait, so neither a wiped Redis nor a
 * killed worker leaves one behind. A request belongs to one worker at a time, and going through it twice does no harm.
 */
export function privacyJob(deps: PrivacyJobDeps): JobKind {
  const { privacyRequests, logger, metrics } = deps;
  const ended = metrics.counter('privacy_requests_total', 'Exports and erasures by how they ended', [
    'kind',
    'outcome',
  ]);
  const work = async (id: string): Promise<void> => {
    const claimed = await privacyRequests.claim(id, CLAIM_MS);
    if (claimed === null) return;
    const { kind, ageMs } = claimed;
    const keeper = setInterval(() => void privacyRequests.keep(id, CLAIM_MS).catch(() => undefined), KEEP_INTERVAL_MS);
    try {
      if (kind === 'export') await makeExport(deps, id, claimed.personId);
      else if (!(await erasePerson(deps, { ...claimed, id }, CLAIM_MS))) return;
      ended.inc({ kind, outcome: 'done' });
    } catch (error) {
      logger.error(
        { step: kind, error: describeError(error) },
        'A request about personal data could not be finished yet',
      );
      if (kind !== 'export' || ageMs < EXPORT_GIVEN_UP_AFTER_MS) throw error;
      await privacyRequests.fail(id);
      ended.inc({ kind, outcome: 'failed' });
    } finally {
      clearInterval(keeper);
      await privacyRequests.release(id);
    }
  };
  return {
    name: PRIVACY_QUEUE,
    everyMs: LOOK_INTERVAL_MS,
    concurrency: 2,
    async process(data) {
      const { requestId } = PrivacyJob.parse(data ?? {});
      const ids = requestId === undefined ? await privacyRequests.waiting(LOOK_MAX) : [requestId];
      const results = await Promise.allSettled(ids.map(work));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

async function makeExport(deps: PrivacyJobDeps, id: string, personId: string): Promise<void> {
  const receipt: Record<string, number> = {};
  const storageKey = `exports/${id}`;
  if (!(await deps.privacyRequests.startExport(id, storageKey))) return;
  await deps.blobs.put(storageKey, zipExport(exportPerson(deps, personId, receipt)) as Bytes);
  if (await deps.privacyRequests.finishExport(id, { keptForMs: EXPORT_TTL_MS, receipt })) return;
  await deps.blobs.remove(storageKey);
  await deps.privacyRequests.noteRemoved(id);
}
