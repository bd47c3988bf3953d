import { TYPING_EXPIRES_MS, type Announcement, type Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expireTyping } from '../src/expire-typing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person: Person = { id: 'p', side: 'client', subject: '42', name: 'Léa' };
const typing = (active: boolean, conversationId = 'c'): Announcement => ({
  audience: ['q'],
  event: { type: 'typing', conversation: { id: conversationId, number: 1 }, person, active },
});

function scene() {
  const delivered: Announcement[] = [];
  const expiry = expireTyping((one) => delivered.push(one));
  return { delivered, expiry };
}

describe('DEL-10: typing ends by itself', () => {
  it('when it was not renewed in time, once, for the same people', async () => {
    const { delivered, expiry } = scene();
    expiry.hear(typing(true));
    await vi.advanceTimersByTimeAsync(TYPING_EXPIRES_MS - 1);
    expect(delivered).toEqual([typing(true)]);
    expiry.hear(typing(true));
    await vi.advanceTimersByTimeAsync(TYPING_EXPIRES_MS - 1);
    expect(delivered).toEqual([typing(true), typing(true)]);
    await vi.advanceTimersByTimeAsync(10 * TYPING_EXPIRES_MS);
    expect(delivered).toEqual([typing(true), typing(true), typing(false)]);
  });

  it('and not a second time when the typist said so, in each conversation for itself', async () => {
    const { delivered, expiry } = scene();
    for (const one of [typing(true), typing(true, 'other'), typing(false)]) expiry.hear(one);
    await vi.advanceTimersByTimeAsync(10 * TYPING_EXPIRES_MS);
    expect(delivered.slice(3)).toEqual([typing(false, 'other')]);
  });

  it('nothing is said after the end', async () => {
    const { delivered, expiry } = scene();
    expiry.hear(typing(true));
    expiry.stop();
    await vi.advanceTimersByTimeAsync(10 * TYPING_EXPIRES_MS);
    expect(delivered).toHaveLength(1);
  });
});
