import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CANARY, age, browser, heard, newPair, openStage, say, type Stage } from './notify-stage.ts';

let stage: Stage;
let worker: Awaited<ReturnType<Stage['startWorker']>>;

beforeAll(async () => {
  stage = await openStage();
  worker = await stage.startWorker();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.told.length = 0;
  stage.pushed.length = 0;
});

const listOf = (personId: string) => stage.repositories.notifications.list({ personId, limit: 100 });

describe('A message that nobody has seen', () => {
  it('is told in the app once, to that person alone, and pushed once, however often the sweep runs', async () => {
    const { professional, client, conversation } = await newPair(stage, 'phone');
    await say(stage, conversation.id, professional);
    for (let run = 0; run < 3; run += 1) await worker.sweep();
    const { items, unread } = await listOf(client.id);
    expect(items).toMatchObject([{ kind: 'message', conversationId: conversation.id, seq: 1, count: 1, readAt: null }]);
    expect(unread).toBe(1);
    expect(heard(stage, client, 'notification.created').map(({ notification }) => notification)).toEqual(items);
    expect(stage.told).toHaveLength(1);
    expect((await listOf(professional.id)).items).toEqual([]);
    expect(stage.pushed).toHaveLength(1);
  });

  it('is pushed without its text and without a name, even to who allows names, unless the operator allows them', async () => {
    const { professional, client, conversation } = await newPair(stage, 'private');
    const { notificationPreferences } = stage.repositories;
    const preferences = { ...(await notificationPreferences.get(client.id)), showContent: true };
    await notificationPreferences.put(client.id, preferences);
    await say(stage, conversation.id, professional, 2);
    await worker.sweep();
    expect(JSON.stringify([stage.pushed, stage.told])).not.toContain(CANARY);
    expect(stage.pushed).toEqual([
      {
        endpoint: browser('private').endpoint,
        payload: {
          kind: 'message',
          conversationId: conversation.id,
          tag: conversation.id.replaceAll('-', ''),
          count: 2,
          text: { fr: 'Vous avez 2 nouveaux messages', en: 'You have 2 new messages' },
          name: null,
        },
      },
    ]);
  });

  it('is pushed with the name where the operator and the person allow it, and still without its text', async () => {
    await worker.stop();
    const naming = await stage.startWorker({ showNames: true });
    const [open, shy] = [await newPair(stage, 'open'), await newPair(stage, 'shy')];
    const { notificationPreferences } = stage.repositories;
    const preferences = { ...(await notificationPreferences.get(open.client.id)), showContent: true };
    await notificationPreferences.put(open.client.id, preferences);
    for (const { conversation, professional } of [open, shy]) await say(stage, conversation.id, professional);
    await naming.sweep();
    const names = new Map(stage.pushed.map(({ endpoint, payload }) => [endpoint, payload.name]));
    expect(names.get(browser('open').endpoint)).toBe(open.professional.name);
    expect(names.get(browser('shy').endpoint)).toBeNull();
    await naming.stop();
    worker = await stage.startWorker();
  });

  it('joins the unread notification of its conversation: the count and seq rise, and devices hear the newer state', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await say(stage, conversation.id, client);
    await say(stage, conversation.id, professional, 2);
    await worker.sweep();
    const { items, unread } = await listOf(client.id);
    expect(items).toMatchObject([{ seq: 4, count: 3 }]);
    expect(unread).toBe(1);
    expect(stage.pushed.map(({ payload }) => payload.count)).toEqual([1, 3]);
    expect(new Set(stage.pushed.map(({ payload }) => payload.tag)).size).toBe(1);
  });

  it('notifies nobody when it is read within the time that is given', async () => {
    await worker.stop();
    const patient = await stage.startWorker({ pushAfterSeconds: 10 });
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await patient.sweep();
    expect((await listOf(client.id)).items).toEqual([]);
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await age(stage, conversation.id, 20);
    await patient.sweep();
    expect((await listOf(client.id)).items).toEqual([]);
    await say(stage, conversation.id, professional);
    await age(stage, conversation.id, 11);
    await patient.sweep();
    expect((await listOf(client.id)).items).toMatchObject([{ seq: 2, count: 1 }]);
    expect(stage.pushed).toHaveLength(1);
    await patient.stop();
    worker = await stage.startWorker();
  });

  it('is told but not pushed when a device holds it, whatever presence says', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    const marker = { conversationId: conversation.id, personId: client.id, upToSeq: 1 };
    await stage.repositories.receipts.markDelivered(marker);
    await worker.sweep();
    expect((await listOf(client.id)).items).toHaveLength(1);
    expect(stage.pushed).toEqual([]);
  });

  it('is forgotten when it was deleted before anybody was told', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await stage.pool.query('update messages set deleted_at = now() where conversation_id = $1', [conversation.id]);
    await worker.sweep();
    expect((await listOf(client.id)).items).toEqual([]);
  });
});

describe('A worker that dies', () => {
  it('before its queue took the pushes, loses none: the next one hands them over', async () => {
    const { professional, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    // All that the first part of a sweep does; then the process is gone.
    await stage.repositories.sweeps.sweepMessages({ since: null, patienceSeconds: 0, lookbackSeconds: 60, limit: 500 });
    expect(stage.pushed).toEqual([]);
    await worker.stop();
    worker = await stage.startWorker();
    await worker.sweep();
    await worker.sweep();
    expect(stage.pushed).toHaveLength(1);
  });

  it('before it took note of what it handed over, doubles none', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await worker.stop();
    worker = await stage.startWorker();
    await stage.pool.query(`update notifications set push_state = 'due' where person_id = $1`, [client.id]);
    await worker.sweep();
    expect(stage.pushed).toHaveLength(1);
  });

  it('loses no notification to several that sweep at the same moment, and doubles none', async () => {
    const pairs = await Promise.all(Array.from({ length: 20 }, () => newPair(stage)));
    for (const { conversation, professional } of pairs) await say(stage, conversation.id, professional, 3);
    const other = await stage.startWorker();
    await Promise.all([worker.sweep(), other.sweep(), worker.sweep(), other.sweep()]);
    await worker.sweep();
    await other.stop();
    for (const { client } of pairs) expect((await listOf(client.id)).items).toMatchObject([{ count: 3, seq: 3 }]);
    expect(stage.pushed).toHaveLength(pairs.length);
  });
});

describe('What a person does not want', () => {
  const pushing = async (name: string, values: Partial<Awaited<ReturnType<typeof preferencesOf>>>) => {
    const pair = await newPair(stage, name);
    await stage.repositories.notificationPreferences.put(pair.client.id, {
      ...(await preferencesOf(pair.client.id)),
      ...values,
    });
    await say(stage, pair.conversation.id, pair.professional);
    await worker.sweep();
    return { ...pair, listed: (await listOf(pair.client.id)).items.length, pushed: stage.pushed.length };
  };
  const preferencesOf = (personId: string) => stage.repositories.notificationPreferences.get(personId);

  it('no pushes: told in the app alone', async () => {
    expect(await pushing('no-push', { push: false })).toMatchObject({ listed: 1, pushed: 0 });
  });

  it('pushes, but not of messages: told in the app alone', async () => {
    expect(await pushing('no-kind', { kinds: { message: { push: false } } })).toMatchObject({ listed: 1, pushed: 0 });
  });

  it('nothing in the app: pushed alone, announced to no device, and withdrawn all the same', async () => {
    const { client, conversation, listed, pushed } = await pushing('no-app', { inApp: false });
    expect({ listed, pushed }).toEqual({ listed: 0, pushed: 1 });
    expect(stage.told).toEqual([]);
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await worker.sweep();
    expect(stage.pushed.map(({ payload }) => payload.kind)).toEqual(['message', 'withdraw']);
  });

  it('pushes at this hour: told in the app, not pushed then nor later', async () => {
    const hour = new Date().getUTCHours();
    const two = (value: number): string => String(value % 24).padStart(2, '0');
    const quietHours = { from: `${two(hour + 23)}:00`, to: `${two(hour + 2)}:00`, timeZone: 'UTC' };
    const { client } = await pushing('asleep', { quietHours });
    await stage.repositories.notificationPreferences.put(client.id, {
      ...(await preferencesOf(client.id)),
      quietHours: null,
    });
    await worker.sweep();
    expect((await listOf(client.id)).items).toHaveLength(1);
    expect(stage.pushed).toEqual([]);
  });

  it('a muted conversation is silent until its time is over, and does not catch up', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await stage.repositories.notificationPreferences.mute(client.id, conversation.id, null);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await stage.repositories.notificationPreferences.unmute(client.id, conversation.id);
    await worker.sweep();
    expect((await listOf(client.id)).items).toEqual([]);
    expect(stage.pushed).toEqual([]);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect((await listOf(client.id)).items).toMatchObject([{ count: 2, seq: 2 }]);
  });

  it('a disabled person is never told', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await stage.pool.query('update people set disabled_at = now() where id = $1', [client.id]);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect((await listOf(client.id)).items).toEqual([]);
    expect(stage.pushed).toEqual([]);
  });

  it('a person without a browser is told in the app', async () => {
    const { professional, client, conversation } = await newPair(stage, null);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect((await listOf(client.id)).items).toHaveLength(1);
    expect(stage.pushed).toEqual([]);
  });
});
