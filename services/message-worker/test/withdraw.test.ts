import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heard, newPair, openStage, say, type Stage } from './notify-stage.ts';

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

describe('Reading on one device', () => {
  it('withdraws the notification from the app and from the screens of the others', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional, 2);
    await worker.sweep();
    const [told] = (await listOf(client.id)).items;
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await worker.sweep();
    expect(heard(stage, client, 'notifications.updated')).toEqual([]);
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 2 });
    for (let run = 0; run < 2; run += 1) await worker.sweep();
    expect(heard(stage, client, 'notifications.updated')).toEqual([
      { type: 'notifications.updated', ids: [told?.id], change: 'read', unread: 0 },
    ]);
    expect((await listOf(client.id)).items).toMatchObject([{ id: told?.id, readAt: expect.any(String) }]);
    const tag = conversation.id.replaceAll('-', '');
    expect(stage.pushed.map(({ payload }) => payload)).toMatchObject([
      { kind: 'message', tag },
      { kind: 'withdraw', tag, conversationId: conversation.id, count: 0, text: null },
    ]);
  });

  it('begins a new notification for what comes after, and a late withdrawal does not take it away', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await say(stage, conversation.id, professional);
    await worker.sweep();
    const { items } = await listOf(client.id);
    expect(items).toMatchObject([
      { seq: 2, count: 1, readAt: null },
      { seq: 1, readAt: expect.any(String) },
    ]);
    expect(stage.pushed.map(({ payload }) => payload.kind)).toEqual(['message', 'message']);
  });

  it('a notification read in the app is withdrawn from the screens too', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await stage.repositories.notifications.markAllRead(client.id);
    await worker.sweep();
    expect(stage.pushed.map(({ payload }) => payload.kind)).toEqual(['message', 'withdraw']);
  });

  it('is noticed within the hour when nobody swept for longer than a sweep looks back', async () => {
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await stage.pool.query('alter table receipts disable trigger receipts_never_updated');
    await stage.pool.query(`update receipts set at = at - interval '1 day' where conversation_id = $1`, [
      conversation.id,
    ]);
    await stage.pool.query('alter table receipts enable trigger receipts_never_updated');
    await worker.stop();
    worker = await stage.startWorker();
    await worker.sweep();
    expect((await listOf(client.id)).unread).toBe(1);
    await worker.tidy();
    expect((await listOf(client.id)).unread).toBe(0);
    expect(heard(stage, client, 'notifications.updated')).toMatchObject([{ change: 'read', unread: 0 }]);
    await worker.sweep();
    expect(stage.pushed.map(({ payload }) => payload.kind)).toEqual(['message', 'withdraw']);
  });
});

describe('A push service', () => {
  it('that says the browser is gone makes us forget the browser', async () => {
    const { professional, client, conversation } = await newPair(stage, 'gone');
    stage.answers.push('gone');
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect(await subscriptionsOf(client.id)).toEqual([]);
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect(stage.pushed).toHaveLength(1);
  });

  it('that fails is asked again, and a success ends the count of failures', async () => {
    const { professional, client, conversation } = await newPair(stage, 'flaky');
    stage.answers.push(new Error('A push service answered 500'));
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect(stage.pushed).toHaveLength(1);
    expect(await subscriptionsOf(client.id)).toMatchObject([{ failure_count: 0, used: true }]);
  });

  it('that was away hears nothing of what was read meanwhile', async () => {
    const { professional, client, conversation } = await newPair(stage, 'late');
    await say(stage, conversation.id, professional);
    await stage.repositories.sweeps.sweepMessages({ since: null, patienceSeconds: 0, lookbackSeconds: 60, limit: 500 });
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await worker.sweep();
    expect(stage.pushed).toEqual([]);
  });

  it('asked again after a failure, hears nothing of what was read in between', async () => {
    const { professional, client, conversation } = await newPair(stage, 'retried');
    await say(stage, conversation.id, professional);
    await worker.sweep();
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await worker.sweep();
    stage.pushed.length = 0;
    const { rows } = await stage.pool.query(
      `select 'notify' as say, n.id as "notificationId", n.seq, s.id as "subscriptionId"
       from notifications n join push_subscriptions s on s.person_id = n.person_id where n.person_id = $1`,
      [client.id],
    );
    expect(rows).toHaveLength(1);
    await worker.notify.kinds.find(({ name }) => name === 'push')?.process(rows[0]);
    expect(stage.pushed).toEqual([]);
  });

  const subscriptionsOf = async (personId: string): Promise<unknown[]> => {
    const text = 'select failure_count, last_used_at is not null as used from push_subscriptions where person_id = $1';
    return (await stage.pool.query(text, [personId])).rows;
  };
});

describe('Other occasions', () => {
  it('are told once by their key, pushed within a sweep, and carry no names', async () => {
    const { client, conversation } = await newPair(stage);
    const occasion = {
      personId: client.id,
      kind: 'appointment' as const,
      dedupeKey: 'appointment:12:reminder',
      conversationId: conversation.id,
      detail: { appointmentId: '12' },
    };
    const add = (id: string) => stage.repositories.notifications.add({ id, ...occasion });
    const first = randomUUID();
    expect(await add(first)).toMatchObject({ id: first, kind: 'appointment', detail: { appointmentId: '12' } });
    expect(await add(randomUUID())).toBeNull();
    await worker.sweep();
    expect(stage.pushed.map(({ payload }) => payload)).toEqual([
      {
        kind: 'appointment',
        conversationId: conversation.id,
        tag: first.replaceAll('-', ''),
        count: 1,
        text: { fr: 'À propos de votre rendez-vous', en: 'About your appointment' },
        name: null,
      },
    ]);
  });
});

describe('Running by itself', () => {
  it('a message is pushed, and withdrawn after it was read, without anybody asking', async () => {
    await worker.stop();
    const own = await stage.startWorker({ scheduled: true });
    const { professional, client, conversation } = await newPair(stage);
    await say(stage, conversation.id, professional);
    await expect.poll(() => stage.pushed.length, { timeout: 15_000 }).toBe(1);
    await stage.repositories.receipts.markRead({ conversationId: conversation.id, personId: client.id, upToSeq: 1 });
    await expect
      .poll(() => stage.pushed.map(({ payload }) => payload.kind), { timeout: 15_000 })
      .toEqual(['message', 'withdraw']);
    await own.stop();
    worker = await stage.startWorker({ pushOff: true });
    await say(stage, conversation.id, professional);
    await worker.sweep();
    expect((await listOf(client.id)).unread).toBe(1);
    expect(stage.pushed).toHaveLength(2);
  });
});
