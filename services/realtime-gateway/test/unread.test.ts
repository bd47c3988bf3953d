import type { Announcement, Event, Person } from '@causerie/contracts';
import { salon, v1, type Dialect, type Said } from '@causerie/dialects';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSessions, type Session } from '../src/session.ts';
import { createUnreadTeller } from '../src/unread.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function person(id: string): Person {
  return { id, side: 'client', subject: id, name: id };
}

function connected(id: string, dialect: Dialect, tellsUnread: boolean) {
  const said: unknown[] = [];
  const say = (what: Said): void => void said.push(what);
  const session = { person: person(id), dialect, tellsUnread, joined: () => false, say } as unknown as Session;
  return { session, said };
}

/** A replica whose database answers `totals`, and counts the questions. */
function replica(all: ReturnType<typeof connected>[], totals: (personId: string) => number) {
  const sessions = createSessions();
  for (const { session } of all) sessions.add(session);
  const questions: string[][] = [];
  const errors: unknown[] = [];
  const database = { away: false };
  const unreadTotals = (personIds: readonly string[]): Promise<Map<string, number>> => {
    questions.push([...personIds]);
    if (database.away) return Promise.reject(new Error('away'));
    return Promise.resolve(new Map(personIds.map((id) => [id, totals(id)])));
  };
  const teller = createUnreadTeller({ conversations: { unreadTotals }, sessions }, (error) => errors.push(error));
  return { teller, questions, errors, database };
}

const conversation = { id: 'c', number: 1 };
const news = (audience: string[], event: object): Announcement => ({ audience, event: event as Event });
const written = (audience: string[], author: string | null) =>
  news(audience, {
    type: 'message.created',
    message: { author: author === null ? null : person(author) },
    conversation,
  });

describe('The total of unread messages', () => {
  it('is told on all devices of those whose dialect or handshake wants it, once for many news', async () => {
    const salonPhone = connected('léa', salon, true);
    const salonLaptop = connected('léa', salon, true);
    const ours = connected('léa', v1, true);
    const deaf = connected('léa', v1, false);
    const author = connected('max', salon, true);
    const { teller, questions } = replica([salonPhone, salonLaptop, ours, deaf, author], () => 3);
    for (let count = 0; count < 50; count++) teller.hear(written(['léa', 'max'], 'max'));
    await vi.advanceTimersByTimeAsync(200);
    const packet = { event: 'unread-count-updated', payload: { totalUnread: 3 } };
    expect([salonPhone.said, salonLaptop.said]).toEqual([[packet], [packet]]);
    expect(ours.said).toEqual([{ event: 'unread.updated', payload: { total: 3 } }]);
    expect([deaf.said, author.said, questions]).toEqual([[], [], [['léa']]]);
  });

  it('is read again for readers, for those who hear the system, and for everybody when something is deleted', async () => {
    const [léa, max] = [connected('léa', salon, true), connected('max', salon, true)];
    const { teller, questions } = replica([léa, max], () => 0);
    const both = ['léa', 'max'];
    const all = [
      news(both, { type: 'read.updated', person: person('léa') }),
      written(both, null),
      news(both, { type: 'message.deleted', message: { author: person('max') }, conversation }),
      news(both, { type: 'conversation.deleted', conversation }),
    ];
    for (const one of all) {
      teller.hear(one);
      await vi.advanceTimersByTimeAsync(200);
    }
    expect(questions).toEqual([['léa'], both, both, both]);
    teller.hear(news(both, { type: 'typing', conversation, person: person('max'), active: true }));
    teller.hear(written(['nobody here'], 'max'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toHaveLength(4);
  });

  it('greets a new connection, and is looked at again after the bus was away', async () => {
    const [léa, deaf] = [connected('léa', salon, true), connected('max', v1, false)];
    const { teller, questions } = replica([léa, deaf], () => 7);
    teller.arrived(léa.session);
    teller.arrived(deaf.session);
    await vi.advanceTimersByTimeAsync(200);
    teller.lookAgain();
    await vi.advanceTimersByTimeAsync(200);
    expect(questions).toEqual([['léa'], ['léa']]);
    expect(léa.said).toHaveLength(2);
  });

  it('a database that is away is reported, and the next news asks again', async () => {
    const léa = connected('léa', salon, true);
    const { teller, errors, database } = replica([léa], () => 1);
    database.away = true;
    teller.hear(written(['léa'], 'max'));
    await vi.advanceTimersByTimeAsync(200);
    expect([errors.length, léa.said.length]).toEqual([1, 0]);
    database.away = false;
    teller.hear(written(['léa'], 'max'));
    await vi.advanceTimersByTimeAsync(200);
    expect([errors.length, léa.said.length]).toEqual([1, 1]);
  });

  it('nothing is asked after the end', async () => {
    const léa = connected('léa', salon, true);
    const { teller, questions } = replica([léa], () => 1);
    teller.hear(written(['léa'], 'max'));
    teller.stop();
    teller.hear(written(['léa'], 'max'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(questions).toEqual([]);
  });
});
