import type { Announcement, Conversation, Event, Person } from '@causerie/contracts';
import { medecinPatient, rooms, v1, type Dialect, type Wire } from '@causerie/dialects';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConversationTeller } from '../src/conversations.ts';
import { createSessions, type Session } from '../src/session.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const person = (id: string): Person => ({ id, side: 'client', subject: id, name: id });

function connected(id: string, dialect: Dialect) {
  const said: Wire[] = [];
  const say = (wire: Wire): void => void said.push(wire);
  return { session: { person: person(id), dialect, joined: () => true, say } as unknown as Session, said };
}

function stateOf(conversationId: string): Conversation {
  return { id: conversationId, participants: [], lastMessage: null } as unknown as Conversation;
}

/** A replica whose database is away or slow when the test says so, and which counts the reads. */
function replica(all: ReturnType<typeof connected>[]) {
  const sessions = createSessions();
  for (const { session } of all) sessions.add(session);
  const reads: string[] = [];
  const errors: unknown[] = [];
  const database = { answer: async (id: string): Promise<Conversation | null> => stateOf(id) };
  const get = (conversationId: string, personId: string) => {
    reads.push(`${personId} ${conversationId}`);
    return database.answer(conversationId);
  };
  const teller = createConversationTeller({ conversations: { get }, sessions }, (error) => errors.push(error));
  return { teller, reads, errors, database };
}

const news = (type: Event['type'], audience: string[], more: object = {}, id = 'c'): Announcement => ({
  audience,
  event: { type, conversation: { id, number: 1 }, ...more } as unknown as Event,
});

describe('A conversation that moved', () => {
  it('is told anew to dialects that want it, on all devices, once for many messages', async () => {
    const [phone, laptop] = [connected('léa', medecinPatient), connected('léa', medecinPatient)];
    const [ours, inRoom] = [connected('léa', v1), connected('max', rooms)];
    const { teller, reads } = replica([phone, laptop, ours, inRoom]);
    for (let count = 0; count < 50; count++) teller.hear(news('message.created', ['léa', 'max', 'absent']));
    await vi.advanceTimersByTimeAsync(200);
    expect([phone, laptop].map(({ said }) => said.map(({ event }) => event))).toEqual([
      ['conversation_updated'],
      ['conversation_updated'],
    ]);
    expect([ours.said, inRoom.said, reads]).toEqual([[], [], ['léa c']]);
  });

  it('by a read marker concerns the reader alone, and typing moves nothing', async () => {
    const { teller, reads } = replica([connected('léa', medecinPatient), connected('max', medecinPatient)]);
    teller.hear(news('read.updated', ['léa', 'max'], { person: person('max') }));
    teller.hear(news('typing', ['léa', 'max'], { person: person('max'), active: true }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads).toEqual(['max c']);
  });

  it('while it is read is read again afterwards, so that the last word is the newest', async () => {
    const { teller, reads, database } = replica([connected('léa', medecinPatient)]);
    let finish: (state: Conversation | null) => void = () => undefined;
    database.answer = () => new Promise((resolve) => (finish = resolve));
    teller.hear(news('message.created', ['léa']));
    await vi.advanceTimersByTimeAsync(200);
    teller.hear(news('message.deleted', ['léa']));
    await vi.advanceTimersByTimeAsync(1000);
    expect(reads).toHaveLength(1);
    finish(null);
    await vi.advanceTimersByTimeAsync(200);
    expect(reads).toHaveLength(2);
  });

  it('is passed over when the database is away, and the next news are told', async () => {
    const léa = connected('léa', medecinPatient);
    const { teller, errors, database } = replica([léa]);
    const { answer } = database;
    database.answer = () => Promise.reject(new Error('away'));
    for (let count = 0; count < 10; count++) teller.hear(news('message.created', ['léa'], {}, `c${count}`));
    await vi.advanceTimersByTimeAsync(200);
    expect([errors.length, léa.said]).toEqual([10, []]);
    database.answer = answer;
    teller.hear(news('message.updated', ['léa']));
    await vi.advanceTimersByTimeAsync(200);
    expect(léa.said).toHaveLength(1);
    teller.hear(news('message.updated', ['léa']));
    teller.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(léa.said).toHaveLength(1);
  });
});
