import type { Clock, Connections } from '@causerie/core';
import { withDeadline } from '@causerie/service-kit';
import type { Redis } from 'ioredis';

/** How long a replica's counts are believed without being said again: longer than its presence. */
export const CONNECTIONS_TTL_MS = 30_000;
/**
 * So much later whom it left behind is looked for: most are on their way to another replica by then. With the time its counts are
 * believed it is longer than presence by the pause between two refreshes, so that whoever finds a silent replica finds its people gone.
 */
export const WAY_BACK_MS = 10_000;
/** After its word has expired a replica's counts stay this long, for those who look for whom it left behind. */
const KEPT_MS = 4 * CONNECTIONS_TTL_MS;
/** Silent replicas that are looked after at once. */
const ABANDONED_MAX = 10;
/** Fields of one command, so that none holds up the others of this Redis. */
const FIELDS_PER_COMMAND = 1000;
/** Replicas, and people of each, that are summed: an answer has to end. */
const REPLICAS_MAX = 200;
const PEOPLE_PER_REPLICA_MAX = 50_000;
const WRITE_DEADLINE_MS = 1000;
const READ_DEADLINE_MS = 2000;

/**
 * Where the counts are; `replicaId` must be unique among the lives of all replicas, for one that starts anew must not speak for the
 * people whom its former life left behind.
 */
interface ConnectionsOptions {
  redis: Redis;
  prefix: string;
  replicaId: string;
  clock: Clock;
}

const replicasKeyOf = ({ prefix }: ConnectionsOptions): string => `${prefix}-connection-replicas`;
const countsKeyOf = ({ prefix }: ConnectionsOptions, replica: string): string => `${prefix}-connections-${replica}`;

/**
 * Counts of sockets in Redis: per replica a hash of people, and a sorted set of the replicas, scored by when their word expires.
 * Rejects with `unavailable` when Redis does not answer in time.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  return {
    update: async (changed) => ((await write(options, changed, false)) ? 'updated' : 'forgotten'),
    replace: async (all) => void (await write(options, all, true)),
    async retire(personIds) {
      await write(options, new Map(personIds.map((id) => [id, 1])), true, -1);
    },
    abandoned: () => withDeadline(peopleLeftBehind(options), READ_DEADLINE_MS),
    counts: () => withDeadline(countAll(options), READ_DEADLINE_MS),
  };
}

/** Writes counts and says how long the replica's word holds from now; false when Redis had no word of it. */
async function write(
  options: ConnectionsOptions,
  counts: ReadonlyMap<string, number>,
  anew: boolean,
  holdsMs = CONNECTIONS_TTL_MS,
): Promise<boolean> {
  const { redis, replicaId, clock } = options;
  const [replicas, own] = [replicasKeyOf(options), countsKeyOf(options, replicaId)];
  const nowMs = clock.nowMs();
  const steps = redis.multi();
  // Asked before anything is written, because what is written now would hide that the rest was lost.
  steps.zscore(replicas, replicaId);
  if (anew) steps.del(own);
  for (const chunk of chunksOf([...counts])) {
    const gone = chunk.filter(([, count]) => count === 0).map(([personId]) => personId);
    const here = chunk.filter(([, count]) => count > 0).flat();
    if (gone.length > 0) steps.hdel(own, ...gone);
    if (here.length > 0) steps.hset(own, ...here);
  }
  steps
    .pexpire(own, KEPT_MS)
    .zadd(replicas, nowMs + holdsMs, replicaId)
    .pexpire(replicas, KEPT_MS);
  const results = await withDeadline(steps.exec(), WRITE_DEADLINE_MS);
  return Number(results?.[0]?.[1] ?? 0) > nowMs;
}

async function addCountsOf(options: ConnectionsOptions, replica: string, sum: Map<string, number>): Promise<void> {
  let cursor = '0';
  const seen = new Set<string>();
  do {
    const key = countsKeyOf(options, replica);
    const [next, fields] = await options.redis.hscan(key, cursor, 'COUNT', FIELDS_PER_COMMAND);
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const [personId = '', count = '0'] = fields.slice(index, index + 2);
      // A scan may name somebody twice.
      if (!seen.has(personId)) sum.set(personId, (sum.get(personId) ?? 0) + Number(count));
      seen.add(personId);
    }
    cursor = next;
  } while (cursor !== '0' && seen.size < PEOPLE_PER_REPLICA_MAX);
}

async function countAll(options: ConnectionsOptions): Promise<Map<string, number>> {
  const { redis, clock } = options;
  const speaking = [replicasKeyOf(options), clock.nowMs(), '+inf', 'LIMIT', 0, REPLICAS_MAX] as const;
  const sum = new Map<string, number>();
  for (const replica of await redis.zrangebyscore(...speaking)) await addCountsOf(options, replica, sum);
  return sum;
}

async function peopleLeftBehind(options: ConnectionsOptions): Promise<string[]> {
  const { redis, clock } = options;
  const silent = [replicasKeyOf(options), '-inf', clock.nowMs() - WAY_BACK_MS, 'LIMIT', 0, ABANDONED_MAX] as const;
  const people = new Map<string, number>();
  for (const replica of await redis.zrangebyscore(...silent)) {
    // Of all who ask at once, one removes it.
    if ((await redis.zrem(replicasKeyOf(options), replica)) === 0) continue;
    await addCountsOf(options, replica, people);
    await redis.unlink(countsKeyOf(options, replica));
  }
  return [...people.keys()];
}

function chunksOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / FIELDS_PER_COMMAND) }, (_, index) =>
    all.slice(index * FIELDS_PER_COMMAND, (index + 1) * FIELDS_PER_COMMAND),
  );
}
