import { laneQueue, LANES_MAX, PersistBatch, type PersistMessage } from '@causerie/contracts';
import { createQueue, type QueueOptions } from '@causerie/service-kit';

/** A lane is looked through whatever becomes of its batches; finished ones are removed by the queue. */
const STATES = ['wait', 'delayed', 'prioritized', 'active', 'failed', 'completed'] as const;
/** Batches that are held at once: each may have a mebibyte of text. */
const PAGE = 20;
type Queue = ReturnType<typeof createQueue>;
type Job = Awaited<ReturnType<Queue['getJobs']>>[number];

/** What a person is called in a batch that was emptied; its subject must not be empty. */
const NOBODY = { subject: 'erased', name: '' } as const;

/**
 * Makes a function that takes out of waiting batches what messages of a person say, of all lanes: also of those that no worker serves
 * since there are fewer. The batches keep their length, since a door reads its answers by their places. The log refuses the emptied
 * messages, so the person must be marked as erased by then.
 */
export function createEmptyLanes(options: QueueOptions): (personId: string) => Promise<void> {
  return async (personId) => {
    for (let lane = 0; lane < LANES_MAX; lane++) {
      const name = laneQueue(lane);
      // Opening a queue that never was would make it.
      if ((await options.connection.exists(`${options.prefix}:${name}:meta`)) === 0) continue;
      const queue = createQueue(name, options);
      try {
        for (const state of STATES) await emptyState(queue, state, personId);
      } finally {
        await queue.close();
      }
    }
  };
}

async function emptyState(queue: Queue, state: (typeof STATES)[number], personId: string): Promise<void> {
  for (let start = 0; ; start += PAGE) {
    const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
    if (jobs.length === 0) return;
    // A batch that landed meanwhile is gone.
    for (const job of jobs) if (job !== undefined) await emptyJob(job, personId).catch(ignoreMissing);
  }
}

async function emptyJob(job: Job, personId: string): Promise<void> {
  const batch = PersistBatch.safeParse(job.data);
  // What is no batch was written by nobody we know, and is dropped when its turn comes.
  if (!batch.success || !batch.data.messages.some(({ author }) => author.id === personId)) return;
  const messages = batch.data.messages.map((message) => (message.author.id === personId ? emptied(message) : message));
  await job.updateData({ ...batch.data, messages });
}

function emptied({ id, conversationId, author, type }: PersistMessage): PersistMessage {
  const said = { content: '', metadata: null, replyToId: null, mentions: [], attachmentIds: [], requestId: null };
  return { id, conversationId, author: { ...author, ...NOBODY }, clientMessageId: id, type, ...said };
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('Missing key for job')) throw error;
}
