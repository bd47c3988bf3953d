import { randomUUID } from 'node:crypto';
import { laneQueue, PersistBatch, type Person } from '@causerie/contracts';
import { createLogger, createMetrics, createQueue, createReadiness, createRedis } from '@causerie/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../src/app.ts';
import { openStage, placesOf, say, type Stage } from './privacy-stage.ts';
import { newPair, newPerson } from './privacy-traces.ts';
import { testEnv } from './test-env.ts';

/** A lane that no worker serves: there were more of them once. */
const ABANDONED_LANE = 7;
const WAIT_MS = 10_000;
const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

function batchOf(conversationId: string, ...said: Array<[Person, string]>): PersistBatch {
  const messages = said.map(([author, content]) => ({
    id: randomUUID(),
    conversationId,
    author,
    clientMessageId: `${content} key`,
    content,
    metadata: { note: content },
    replyToId: null,
    requestId: null,
  }));
  return { v: 1, batchId: 'b-1', replyTo: `${stage.prefix}-nobody`, messages };
}

const openLane = (lane: number) =>
  createQueue(laneQueue(lane), { connection: stage.commands, prefix: stage.prefix, logger });

async function erase(personId: string): Promise<string> {
  const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId, tokenLifeMs: 1 });
  await stage.age(60);
  await stage.privacy({ requestId: id });
  return id;
}

describe('PRIV-3: the lanes', () => {
  it('keep nothing of a batch that was committed, refused, or given up', async () => {
    const word = 'digitale';
    const connect = (role: 'commands' | 'blocking') =>
      createRedis({ url: testEnv().redisUrl, name: 'tests', logger, role });
    const [commands, blocking] = [connect('commands'), connect('blocking')];
    const worker = await buildApp({
      logger,
      metrics: createMetrics('message-worker'),
      readiness: createReadiness(),
      messages: stage.messages,
      commands,
      blocking,
      prefix: stage.prefix,
      lanes: 1,
      jobs: [],
      trustProxy: [],
    });
    const client = await newPerson(stage, 'client', 'Léa');
    const conversation = await newPair(stage, client, await newPerson(stage, 'professional', 'Moreau'));
    const lane = openLane(0);
    const batch = batchOf(conversation.id, [client, `${word} committed`]);
    await lane.add('persist', batch, { attempts: 1000 });
    await lane.add('persist', batchOf(randomUUID(), [client, `${word} refused`]), { attempts: 1000 });
    await lane.add('persist', { ...batch, v: 2 }, { attempts: 1000 });
    await lane.add('persist', batchOf(conversation.id, [client, 'last']), { attempts: 1000 });
    const contents = async () => {
      const page = await stage.messages.page({ conversationId: conversation.id, personId: client.id, limit: 10 });
      return page?.items.map(({ content }) => content);
    };
    await expect.poll(contents, { timeout: WAIT_MS }).toEqual([`${word} committed`, 'last']);
    const inRedis = async () => (await placesOf(word, stage)).filter((place) => place.startsWith('redis'));
    await expect.poll(inRedis, { timeout: WAIT_MS }).toEqual([]);
    await Promise.all([worker.app.close(), worker.close()]);
    await lane.close();
    for (const redis of [commands, blocking]) redis.disconnect();
  });

  it('lose what the erased person wrote in batches that wait where nobody comes, and nothing else', async () => {
    const word = 'aconit';
    const client = await newPerson(stage, 'client', `${word} name`);
    const professional = await newPerson(stage, 'professional', 'Moreau');
    const conversation = await newPair(stage, client, professional);
    const lane = openLane(ABANDONED_LANE);
    for (let batch = 0; batch < 25; batch++) {
      const said = batchOf(
        conversation.id,
        [professional, 'before'],
        [client, `${word} text`],
        [professional, 'after'],
      );
      await lane.add('persist', said, { attempts: 1000 });
    }
    expect((await placesOf(word, stage)).length).toBeGreaterThan(25);
    const requestId = await erase(client.id);
    await stage.privacy({ requestId });
    expect(await placesOf(word, stage)).toEqual([]);
    const jobs = await lane.getJobs(['wait']);
    expect(jobs).toHaveLength(25);
    for (const { data } of jobs) {
      const { messages } = PersistBatch.parse(data);
      expect(messages.map(({ content }) => content)).toEqual(['before', '', 'after']);
      // Somebody serves the lane again: answers have their places, and nothing of the person comes back.
      const outcomes = await stage.messages.persist(messages);
      expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    }
    await lane.obliterate({ force: true });
    await lane.close();
  });

  it('what was on its way while the person was erased is found by the pass after it', async () => {
    const word = 'muguet';
    const client = await newPerson(stage, 'client', 'Léa');
    const conversation = await newPair(stage, client, await newPerson(stage, 'professional', 'Moreau'));
    const late = batchOf(conversation.id, [client, `${word} text`]);
    await say(stage, conversation, client, `${word} early`);
    const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId: client.id, tokenLifeMs: 1 });
    await stage.age(60);
    // A worker that comes back after a while has the batch and the erasure at the same moment.
    stage.during.announcement = () => stage.messages.persist(late.messages);
    await stage.privacy({ requestId: id });
    stage.during.announcement = async () => undefined;
    expect((await stage.privacyRequests.find(id))?.request.state).toBe('running');
    await stage.privacy({ requestId: id });
    expect(await placesOf(word, stage)).toEqual([]);
    expect((await stage.privacyRequests.find(id))?.request).toMatchObject({ state: 'done', receipt: { messages: 2 } });
  });
});
