import type { Conversation, MessagePage, Person } from '@causerie/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../src/limits.ts';
import { reduce } from '../src/reduce.ts';
import type { MessageWindow, Rest } from '../src/rest.ts';
import { lineOf, readableUpTo, threadLines } from '../src/selectors.ts';
import type { ConversationEntry } from '../src/state.ts';
import { createStore, type Store } from '../src/store.ts';
import { Sync } from '../src/sync.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeLog } from './fake-log.ts';

const LENGTH = 3_000;

let log: FakeLog;
let me: Person;
let doctor: Person;
let conversation: Conversation;
let clock: FakeClock;
let store: Store;
let sync: Sync;
/** Pages that were asked for, and how to answer the oldest one of them. */
let asked: MessageWindow[];
let answers: (() => void)[];

beforeEach(async () => {
  log = new FakeLog();
  me = log.addPerson('client', '1', 'Léa Martin');
  doctor = log.addPerson('professional', '2', 'Dr Camille Moreau');
  conversation = log.create([me, doctor]);
  for (let seq = 1; seq <= LENGTH; seq += 1)
    log.send(seq % 3 === 0 ? me : doctor, conversation.id, `k${seq}`, `${seq}`);
  [clock, store, asked, answers] = [new FakeClock(), createStore(reduce), [], []];
  const messages: Rest['messages'] = (id, window = {}) =>
    new Promise<MessagePage>((resolve) => {
      asked.push(window);
      answers.push(() => resolve(log.page(id, window)));
    });
  const conversations = async () => ({ items: log.list(me), nextCursor: null });
  const rest = { messages, conversations, conversation: async (id: string) => log.snapshot(id) } as unknown as Rest;
  sync = new Sync({ store, rest, clock, random: () => 0.5 });
  store.subscribe(() => sync.settle());
  store.dispatch({ type: 'identified', person: me });
  await sync.resync();
  store.dispatch({ type: 'opened', conversationId: conversation.id });
  await answerAll();
  asked = [];
});

function entry(): ConversationEntry {
  const found = store.getSnapshot().conversations[conversation.id];
  if (found === undefined) throw new Error('the conversation is not there');
  return found;
}
const seqs = () => entry().messages.map(({ seq }) => seq);
const lookAt = (fromSeq: number, toSeq: number) =>
  store.dispatch({ type: 'shown', conversationId: conversation.id, fromSeq, toSeq });

async function answerAll(): Promise<void> {
  do {
    for (const answer of answers.splice(0)) answer();
    await clock.pass(100);
  } while (answers.length > 0);
}

describe('looking at a part of a long thread', () => {
  it('asks for that part and what is next to it, whatever lies between', async () => {
    lookAt(1_010, 1_030);
    await answerAll();
    expect(asked.toSorted((a, b) => (a.after ?? 0) - (b.after ?? 0))).toEqual([
      { after: 900, limit: 100 },
      { after: 1_000, limit: 100 },
      { after: 1_100, limit: 100 },
    ]);
    expect(asked[0]).toEqual({ after: 1_000, limit: 100 });
    expect(seqs()).toEqual([...range(901, 1_200), ...range(2_951, 3_000)]);
    expect(entry().floorSeq).toBe(2_951);
  });

  it('asks for nothing that is there, and joins what it loads next to the newest messages', async () => {
    lookAt(2_840, 2_860);
    await answerAll();
    expect(entry().floorSeq).toBe(2_701);
    asked = [];
    lookAt(2_830, 2_850);
    lookAt(2_900, 2_920);
    await answerAll();
    expect(asked).toEqual([]);
  });

  it('has two requests under way at most, and forgets wishes that somebody scrolled past', async () => {
    for (let seq = 2_700; seq > 100; seq -= 100) lookAt(seq, seq + 10);
    await clock.pass(1_000);
    expect(asked).toHaveLength(2);
    const [first, second] = asked;
    await answerAll();
    expect(asked.slice(0, 2)).toEqual([first, second]);
    expect(asked.slice(2).every(({ after = 0 }) => after < 500)).toBe(true);
  });

  it('SDK-4: holds a bounded number of messages, keeps the newest, and asks again for what it forgot', async () => {
    for (let seq = 2_600; seq > 0; seq -= 150) {
      lookAt(seq, seq + 20);
      await answerAll();
      expect(entry().messages.length).toBeLessThanOrEqual(LIMITS.held);
      expect(range(seq, seq + 20).every((each) => lineOf(entry(), each, me.id) !== null)).toBe(true);
    }
    expect(seqs().slice(-50)).toEqual(range(2_951, 3_000));
    expect(entry().floorSeq).toBeGreaterThan(2_700);
    expect(lineOf(entry(), 2_600, me.id)).toBeNull();
    lookAt(2_600, 2_610);
    await answerAll();
    expect(lineOf(entry(), 2_600, me.id)?.message.content).toBe('2600');
  });

  it('keeps only the newest messages of a thread that is left', async () => {
    lookAt(1_000, 1_020);
    await answerAll();
    store.dispatch({ type: 'opened', conversationId: null });
    expect(seqs()).toEqual(range(2_951, 3_000));
    expect(entry().messages.length).toBeLessThanOrEqual(LIMITS.newest);
    expect(store.getSnapshot().shown).toEqual({});
  });

  it('counts unread messages exactly while somebody reads on from far up (DEL-8)', async () => {
    log.mark('read', me, conversation.id, 0);
    lookAt(1, 40);
    await answerAll();
    const unread = entry().counted.unread;
    expect(readableUpTo(entry(), 30)).toBe(30);
    expect(readableUpTo(entry(), 1_000)).toBe(200);
    store.dispatch({
      ...{ type: 'marker', marker: 'read', conversationId: conversation.id, personId: me.id },
      ...{ upToSeq: 30, at: '2026-03-02T09:00:00.000Z' },
    } as const);
    expect(entry().counted).toMatchObject({ unread: unread - 20, exact: true });
  });

  it('makes the same line of a message until it changes', async () => {
    const before = threadLines(entry(), me.id);
    log.announce = (_audience, _event, payload) => store.dispatch({ type: 'message', ...payload } as never);
    log.send(doctor, conversation.id, 'new', 'Une de plus');
    const after = threadLines(entry(), me.id);
    expect(after).toHaveLength(before.length + 1);
    expect(before.every((line, index) => after[index] === line)).toBe(true);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
