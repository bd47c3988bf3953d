import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pairOf } from '../pairs.ts';
import { openDirectLane, DIRECT_TABLES, type DirectMessage } from '../targets/direct-store.ts';
import { prepareDatabase } from '../targets/database.ts';

const STAGE_MS = 1_500;
const PAIRS = 500;
const LANES = 2;
const PUBLISHES_IN_FLIGHT = 200;
const CONTENT = 'x'.repeat(110);

/**
 * What one stage alone can do, in a closed loop: the ceiling that no arrangement of the others can lift.
 * Messages per second, by stage.
 */
export async function measureStages(databaseUrl: string, redisUrl: string): Promise<Record<string, number>> {
  await prepareDatabase(databaseUrl, DIRECT_TABLES, PAIRS);
  return {
    'postgres, 1 message per commit, 1 lane': await commitRate(databaseUrl, 1, 1),
    'postgres, batches of 10, 2 lanes': await commitRate(databaseUrl, 10, LANES),
    'postgres, batches of 100, 2 lanes': await commitRate(databaseUrl, 100, LANES),
    'postgres, batches of 500, 2 lanes': await commitRate(databaseUrl, 500, LANES),
    'redis, 1 message per publish': await publishRate(redisUrl),
  };
}

async function commitRate(databaseUrl: string, batchSize: number, lanes: number): Promise<number> {
  let committed = 0;
  const startedAt = performance.now();
  const run = async (lane: number): Promise<void> => {
    const connection = await openDirectLane(databaseUrl);
    let place = lane;
    const message = (): DirectMessage => {
      const { conversationId, client } = pairOf(place % PAIRS);
      // Lanes never share a conversation, as in production.
      place += LANES;
      return { id: randomUUID(), conversationId, authorId: client.id, clientMessageId: randomUUID(), content: CONTENT };
    };
    while (performance.now() - startedAt < STAGE_MS) {
      committed += (await connection.commit(Array.from({ length: batchSize }, message))).size;
    }
    await connection.close();
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return perSecond(committed, startedAt);
}

async function publishRate(redisUrl: string): Promise<number> {
  const publisher = new Redis(redisUrl);
  const subscriber = new Redis(redisUrl);
  let heard = 0;
  subscriber.on('message', () => (heard += 1));
  await subscriber.subscribe('bench-stage');
  const startedAt = performance.now();
  while (performance.now() - startedAt < STAGE_MS) {
    await Promise.all(Array.from({ length: PUBLISHES_IN_FLIGHT }, () => publisher.publish('bench-stage', CONTENT)));
  }
  const rate = perSecond(heard, startedAt);
  publisher.disconnect();
  subscriber.disconnect();
  return rate;
}

function perSecond(count: number, startedAt: number): number {
  return Math.round((count * 1000) / (performance.now() - startedAt));
}
