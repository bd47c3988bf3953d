import type { MessagingStats } from '@causerie/contracts';
import type { MessagingStatistics } from '@causerie/core';
import type { Pool } from 'pg';
import { prepare, required } from './prepared.ts';

const DAY_MS = 86_400_000;
/** Days that one statement looks at: a year of a busy person, or of everybody, is read in pieces that end in time. */
const SLICE_DAYS = { person: 31, everybody: 7 };
/** An answer that comes later than this after the question is none; `messaging_stats_v1` knows it too. */
const ANSWER_DAYS_MAX = 7;
/** Buckets of the histogram per factor e, as in `messaging_stats_v1`: a bucket is two percent wide. */
const BUCKETS_PER_E = 50;

const CONVERSATIONS = `
  select count(*), count(*) filter (where c.status = 'active'), count(*) filter (where c.status = 'archived'),
    count(*) filter (where c.status = 'blocked'), count(*) filter (where c.created_at >= $2 and c.created_at < $3)
  from conversations c
  where c.deleted_at is null and ($1::uuid is null or exists (
    select from participants me where me.conversation_id = c.id and me.person_id = $1 and me.left_at is null
  )) and ($1 is null or c.professional_id = $1 or c.client_id = $1)`;

type Day = MessagingStats['days'][number];
/** What `messaging_stats_v1` says of a piece of the range. */
interface Slice {
  days: Day[];
  answers: Array<[bucket: number, count: number]>;
}

/** Statistics on Postgres. */
export function createMessagingStatistics(pool: Pool): MessagingStatistics {
  const slice = prepare(pool, 'messaging_stats_v1', 'select messaging_stats_v1($1, $2, $3, $4)');
  const conversations = prepare(pool, 'messaging_stats_conversations_v1', CONVERSATIONS);
  return {
    async messaging({ personId, from, to }) {
      const days = new Map<string, Day>();
      const answers = new Map<number, number>();
      for (const { since, until } of slices(from, to, SLICE_DAYS[personId === null ? 'everybody' : 'person'])) {
        const askedSince = Math.max(Date.parse(from), since - ANSWER_DAYS_MAX * DAY_MS);
        const [row] = await slice([personId, ...[askedSince, since, until].map((at) => new Date(at).toISOString())]);
        if (row === undefined) throw new Error('messaging_stats_v1 answered nothing');
        const part = JSON.parse(required(row, 0)) as Slice;
        for (const day of part.days) days.set(day.date, addDay(days.get(day.date), day));
        for (const [bucket, count] of part.answers) answers.set(bucket, (answers.get(bucket) ?? 0) + count);
      }
      const [row] = await conversations([personId, from, to]);
      const [total = 0, active = 0, archived = 0, blocked = 0, opened = 0] = (row ?? []).map(Number);
      return {
        from,
        to,
        conversations: {
          total,
          active,
          archived,
          blocked,
          archivedShare: total === 0 ? 0 : archived / total,
          opened,
        },
        messages: { sent: sum([...days.values()], 'sent'), received: sum([...days.values()], 'received') },
        responseTime: responseTime(answers),
        days: [...days.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)),
      };
    },
  };
}

/** Pieces of a range, in milliseconds since the epoch. */
function slices(from: string, to: string, sliceDays: number): Array<{ since: number; until: number }> {
  const end = Date.parse(to);
  const pieces: Array<{ since: number; until: number }> = [];
  for (let since = Date.parse(from); since < end; since += sliceDays * DAY_MS) {
    pieces.push({ since, until: Math.min(end, since + sliceDays * DAY_MS) });
  }
  return pieces;
}

function addDay(known: Day | undefined, { date, sent, received }: Day): Day {
  return { date, sent: sent + (known?.sent ?? 0), received: received + (known?.received ?? 0) };
}

function sum(days: readonly Day[], which: 'sent' | 'received'): number {
  return days.reduce((total, day) => total + day[which], 0);
}

/** Median and 90th percentile of a histogram, each exact to one percent. */
function responseTime(answers: ReadonlyMap<number, number>): MessagingStats['responseTime'] {
  const buckets = [...answers].toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((count, [, of]) => count + of, 0);
  const percentile = (share: number): number | null => {
    let passed = 0;
    for (const [bucket, count] of buckets) {
      passed += count;
      if (passed >= share * total) return Math.round(Math.exp((bucket + 0.5) / BUCKETS_PER_E));
    }
    return null;
  };
  return { answers: total, medianMs: percentile(0.5), p90Ms: percentile(0.9) };
}
