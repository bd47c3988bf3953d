import { LRUCache } from 'lru-cache';
import type { Metrics } from './metrics.ts';

/** Times worth telling apart from answering to the first frame, in seconds. */
const SETUP_BUCKETS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 15, 30];
const MS_PER_SECOND = 1000;
/** Participants whose report was counted; a client reports again while its call lasts. */
const COUNTED_MAX = 20_000;

/** What happened in a step of a call, as far as it is counted. */
interface Happening {
  kind: string;
  reason?: string | undefined;
}

/** What is counted of keeping calls: the port of the core fits. */
interface CountedCalls {
  create(state: never, happenings: readonly Happening[]): Promise<{ created: boolean } | 'busy'>;
  save(state: never, was: number, happenings: readonly Happening[]): Promise<string>;
  keepQuality(callId: string, participantId: string, quality: CountedQuality): Promise<void>;
}

/** What is counted of the quality of a call. */
interface CountedQuality {
  setupMs: number | null;
  path: string | null;
  transport: string | null;
}

/**
 * Counts what happens in calls where it is kept, so that every service that changes calls counts its own share and nothing is counted
 * twice: ends by reason, everything else by kind, how long connecting took, and which way media went.
 */
export function countCalls<C extends object>(calls: C & CountedCalls, metrics: Metrics): C {
  const happened = metrics.counter('call_happenings_total', 'What happened in calls', ['kind']);
  const ended = metrics.counter('calls_ended_total', 'Calls that ended, by reason', ['reason']);
  const setup = metrics.histogram('call_setup_seconds', 'Time from answering to the first frame', SETUP_BUCKETS);
  const paths = metrics.counter('call_media_paths_total', 'Participants by the way their media went', [
    'path',
    'transport',
  ]);
  const counted = new LRUCache<string, true>({ max: COUNTED_MAX });
  const count = (happenings: readonly Happening[]): void => {
    for (const { kind, reason } of happenings) {
      if (kind === 'ended') ended.inc({ reason: reason ?? 'unknown' });
      else happened.inc({ kind });
    }
  };
  const counting: CountedCalls = {
    async create(state, happenings) {
      const created = await calls.create(state, happenings);
      if (created !== 'busy' && created.created) count(happenings);
      return created;
    },
    async save(state, was, happenings) {
      const saved = await calls.save(state, was, happenings);
      if (saved === 'saved') count(happenings);
      return saved;
    },
    async keepQuality(callId, participantId, quality) {
      await calls.keepQuality(callId, participantId, quality);
      if (quality.path === null || counted.has(participantId)) return;
      counted.set(participantId, true);
      paths.inc({ path: quality.path, transport: quality.transport ?? 'unknown' });
      if (quality.setupMs !== null) setup.observe(quality.setupMs / MS_PER_SECOND);
    },
  };
  return { ...calls, ...counting };
}
