import { APPOINTMENTS_QUEUE, type Person } from '@causerie/contracts';
import type { Directory } from '@causerie/core';
import { createQueue, type QueueOptions } from '@causerie/service-kit';

/** Queues whose jobs name people. */
const QUEUES = ['push', 'digest', APPOINTMENTS_QUEUE] as const;
/** States in which a job waits or lies about; those of finished jobs are ids without a meaning by then. */
const STATES = ['wait', 'delayed', 'prioritized', 'failed'] as const;
const PAGE = 500;

/** What forgetting needs. */
export interface ForgetDeps extends QueueOptions {
  directory: Pick<Directory, 'findById'>;
  /** Ids by which jobs name a person beside their own: devices and notifications. */
  aliases(personId: string): Promise<string[]>;
}

/**
 * Removes from Redis what names a person: presence, and work that waits or failed for good. Limits are counted under digests that name
 * nobody and end within a minute. Makes the function and a way to let go of the queues.
 */
export function createForgetShortLived({ directory, aliases, ...queueOptions }: ForgetDeps): {
  forgetShortLived(personId: string): Promise<void>;
  close(): Promise<void>;
} {
  const { connection, prefix } = queueOptions;
  const queues = QUEUES.map((name) => createQueue(name, queueOptions));

  async function removeJobs(isTheirs: (data: unknown) => boolean): Promise<void> {
    // Each state by itself: a page of several counts its places in each of them.
    for (const [queue, state] of queues.flatMap((one) => STATES.map((each) => [one, each] as const))) {
      let start = 0;
      for (;;) {
        const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
        if (jobs.length === 0) break;
        const theirs = jobs.filter((job) => job !== undefined && isTheirs(job.data));
        // A job that ended meanwhile is gone by itself, and one that runs finds nothing to tell any more.
        for (const job of theirs) await job.remove().catch(() => undefined);
        start += jobs.length - theirs.length;
      }
    }
  }

  return {
    async forgetShortLived(personId) {
      await connection.del(`${prefix}-presence-${personId}`);
      const person = await directory.findById(personId);
      const names = new Set([personId, ...(await aliases(personId))]);
      await removeJobs((data) => namesId(data, names) || (person !== null && namesPerson(data, person)));
    },
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

/** Whether one of the values is one of the ids. */
function namesId(data: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof data === 'string') return ids.has(data);
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => namesId(value, ids));
}

/** Whether something in it names the person as other systems do: `client: 42`, `professional: {subject: '42'}`. */
function namesPerson(data: unknown, person: Person): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return Object.entries(data).some(([key, value]) => {
    const named: unknown = typeof value === 'object' && value !== null && 'subject' in value ? value.subject : value;
    const isNamed = (typeof named === 'string' || typeof named === 'number') && String(named) === person.subject;
    return (key === person.side && isNamed) || namesPerson(value, person);
  });
}
