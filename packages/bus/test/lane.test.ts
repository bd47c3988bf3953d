import type { PersistMessage, PersistResult } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  ANSWER_DEADLINE_MS,
  BATCH_MAX_LENGTH,
  BATCH_MAX_MESSAGES,
  LANE_MAX_WAITING,
  createLane,
} from '../src/index.ts';

function message(id: string, content = 'Bonjour'): PersistMessage {
  const author = { id: 'p', side: 'client', subject: '42', name: 'Léa' } as const;
  const rest = { type: 'text', metadata: null, replyToId: null, requestId: null } as const;
  return { id, conversationId: 'c', author, clientMessageId: id, content, ...rest };
}

function committed(batch: readonly PersistMessage[]): PersistResult[] {
  return batch.map((_, index) => ({ ok: true, created: true, seq: index + 1, number: index + 1, createdAt: '' }));
}

function recorded() {
  const batches: PersistMessage[][] = [];
  const lane = createLane((batch) => batches.push([...batch]));
  return { batches, lane };
}

describe('DEL-4 and natural batching: one batch in flight per lane', () => {
  it('a message leaves at once when the lane is idle; newcomers gather and leave together, in order', async () => {
    const { batches, lane } = recorded();
    const first = lane.send(message('1'), 0);
    const others = ['2', '3', '4'].map((id) => lane.send(message(id), 0));
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([['1']]);
    lane.land(committed(batches[0] ?? []), 1);
    await expect(first).resolves.toMatchObject({ ok: true });
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([['1'], ['2', '3', '4']]);
    lane.land(committed(batches[1] ?? []), 2);
    expect((await Promise.all(others)).map((result) => result.ok && result.seq)).toEqual([1, 2, 3]);
  });

  it('a batch holds at most so many messages and so much text', () => {
    const { batches, lane } = recorded();
    const send = (id: string, content?: string): void => void lane.send(message(id, content), 0);
    send('first');
    for (let index = 0; index < BATCH_MAX_MESSAGES + 10; index++) send(`m${index}`);
    lane.land(committed(batches[0] ?? []), 1);
    expect(batches[1]).toHaveLength(BATCH_MAX_MESSAGES);
    lane.land(committed(batches[1] ?? []), 2);
    expect(batches[2]).toHaveLength(10);
    for (let index = 0; index < 200; index++) send(`long${index}`, 'x'.repeat(8000));
    lane.land(committed(batches[2] ?? []), 3);
    const length = (batches[3] ?? []).reduce((sum, { content }) => sum + content.length, 0);
    expect(length).toBeGreaterThan(BATCH_MAX_LENGTH / 2);
    expect(length).toBeLessThanOrEqual(BATCH_MAX_LENGTH);
  });
});

describe('DEL-5: a caller always hears back', () => {
  it('unavailable when its batch never lands, and the lane goes on with the next', async () => {
    const { batches, lane } = recorded();
    const lost = lane.send(message('lost'), 0);
    const young = lane.send(message('young'), ANSWER_DEADLINE_MS - 1);
    lane.sweep(ANSWER_DEADLINE_MS);
    await expect(lost).resolves.toEqual({ ok: false, code: 'unavailable' });
    expect(batches.map((batch) => batch.map(({ id }) => id))).toEqual([['lost'], ['young']]);
    lane.land(committed(batches[1] ?? []), ANSWER_DEADLINE_MS + 1);
    await expect(young).resolves.toMatchObject({ ok: true });
  });

  it('unavailable when it waited too long, and then it is never sent', async () => {
    const { batches, lane } = recorded();
    void lane.send(message('1'), 1000);
    const waiting = lane.send(message('2'), 1000);
    lane.sweep(1000 + ANSWER_DEADLINE_MS - 1);
    expect(lane.waiting).toBe(1);
    lane.sweep(1000 + ANSWER_DEADLINE_MS);
    await expect(waiting).resolves.toEqual({ ok: false, code: 'unavailable' });
    expect(batches.flat().map(({ id }) => id)).toEqual(['1']);
  });

  it('unavailable at once when too many wait already', async () => {
    const { lane } = recorded();
    for (let index = 0; index <= LANE_MAX_WAITING; index++) void lane.send(message(`m${index}`), 0);
    await expect(lane.send(message('one too many'), 0)).resolves.toEqual({ ok: false, code: 'unavailable' });
  });

  it('unavailable for everyone in a batch that could not leave', async () => {
    const { lane } = recorded();
    const sent = lane.send(message('1'), 0);
    lane.land(null, 1);
    await expect(sent).resolves.toEqual({ ok: false, code: 'unavailable' });
  });
});
