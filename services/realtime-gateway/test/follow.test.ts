import type { EventOf, Message, Person } from '@causerie/contracts';
import { medecinPatient, rooms, type Dialect, type Wire } from '@causerie/dialects';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFollower } from '../src/follow.ts';
import { createSessions, type Session } from '../src/session.ts';
import { TOPS_AT_CONNECT_MAX, startHeartbeat } from '../src/tops.ts';

const person: Person = { id: 'p', side: 'client', subject: '42', name: 'Léa' };
const conversation = { id: 'c', number: 12 };

function created(seq: number): EventOf<'message.created'> {
  const rest = {
    type: 'text' as const,
    metadata: null,
    clientMessageId: 'k',
    replyToId: null,
    mentions: [],
    reactions: [],
    attachments: [],
    revision: 0,
    createdAt: '',
    editedAt: null,
    deletedAt: null,
  };
  const message: Message = {
    id: `m${seq}`,
    number: seq,
    conversationId: 'c',
    seq,
    author: person,
    content: `n° ${seq}`,
    ...rest,
  };
  return { type: 'message.created', message, conversation, requestId: null };
}

/** Which message of the log a packet carries, in either dialect. */
function numberOf({ payload }: Wire): number {
  const { message, id } = payload as { message?: { id: number }; id: string };
  return message?.id ?? Number(id.slice(1));
}

const access = () => Promise.resolve({ ...conversation, status: 'active' as const, participantIds: ['p'] });

/** A socket, a log that holds `committed()` messages, and the follower between them. */
function scene(committed: () => number, dialect: Dialect = rooms) {
  const heard: number[] = [];
  const places: Session['places'] = new Map();
  const session = {
    person,
    actor: { person, expiresAtMs: 0, issuedAtMs: 0 },
    dialect,
    places,
    isFollowing: false,
    joined: (id: string) => places.has(id),
    say: (wire: Wire | null) => void (wire && heard.push(numberOf(wire))),
  } as unknown as Session;
  const reads: Array<Promise<unknown>> = [];
  const page = ({ after = 0, limit }: { after?: number | undefined; limit: number }) => {
    const items = Array.from(
      { length: Math.max(0, Math.min(committed() - after, limit)) },
      (_, index) => created(after + 1 + index).message,
    );
    const read = Promise.resolve({ items, lastSeq: committed(), hasMore: after + limit < committed() });
    reads.push(read);
    return read;
  };
  const errors: unknown[] = [];
  const follower = createFollower({ messages: { page }, access }, (error) => errors.push(error));
  const settle = async (): Promise<void> => {
    for (let seen = -1; seen !== reads.length;) {
      seen = reads.length;
      await Promise.all(reads);
      await new Promise(setImmediate);
    }
  };
  return { heard, session, follower, settle, errors };
}

describe('DEL-6: a socket whose dialect knows no seq hears every message once and in order', () => {
  it('whatever is lost, repeated or overtaken, once a later top is known', async () => {
    const pushes = fc.array(fc.record({ seq: fc.integer({ min: 1, max: 30 }), wait: fc.boolean() }), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(pushes, async (all) => {
        let top = 0;
        const { heard, session, follower, settle } = scene(() => top);
        await follower.join(session, conversation);
        for (const { seq, wait } of all) {
          // A push exists only for what is committed; the log may be far ahead of what was pushed.
          top = Math.max(top, seq);
          follower.hear(session, created(seq));
          if (wait) await settle();
        }
        follower.hearTop(session, 'c', top);
        await settle();
        expect(heard).toEqual(Array.from({ length: top }, (_, index) => index + 1));
      }),
    );
  });

  it('joining starts at the end of the log: what was there is for the list routes', async () => {
    let top = 5;
    const { heard, session, follower, settle } = scene(() => top);
    await follower.join(session, conversation);
    follower.hear(session, created(5));
    top = 6;
    follower.hear(session, created(6));
    await settle();
    expect(heard).toEqual([6]);
  });

  it('leaving ends it, also in the middle of catching up', async () => {
    let top = 0;
    const { heard, session, follower, settle } = scene(() => top);
    await follower.join(session, conversation);
    top = 500;
    follower.hear(session, created(500));
    session.places.delete('c');
    await settle();
    expect(heard.length).toBeLessThanOrEqual(100);
    follower.hear(session, created(501));
    expect(heard).not.toContain(501);
  });

  it('passes over what was deleted before the socket heard of it, and keeps its place', async () => {
    const made = scene(() => 3);
    const message = (seq: number) => ({ ...created(seq).message, deletedAt: seq === 2 ? 'a time' : null });
    const page = () => Promise.resolve({ items: [1, 2, 3].map(message), lastSeq: 3, hasMore: false });
    const follower = createFollower({ messages: { page }, access }, (error) => made.errors.push(error));
    made.session.places.set('c', { ...conversation, seq: 0, top: 0, catchingUp: false });
    follower.hear(made.session, created(3));
    await made.settle();
    expect([made.heard, made.session.places.get('c')?.seq, made.errors]).toEqual([[1, 3], 3, []]);
  });

  it('a failed read is reported and the next push tries again', async () => {
    let top = 0;
    const made = scene(() => top);
    let broken = true;
    const page = () =>
      broken
        ? Promise.reject(new Error('away'))
        : Promise.resolve({ items: [created(1).message, created(2).message], lastSeq: 2, hasMore: false });
    const errors: unknown[] = [];
    await made.follower.join(made.session, conversation);
    const follower = createFollower({ messages: { page }, access }, (error) => errors.push(error));
    top = 2;
    follower.hear(made.session, created(2));
    await made.settle();
    expect([errors.length, made.heard]).toEqual([1, []]);
    broken = false;
    follower.hearTop(made.session, 'c', 2);
    await made.settle();
    expect(made.heard).toEqual([1, 2]);
  });
});

describe('A socket that follows every conversation without joining', () => {
  it('DEL-6: hears what was pushed, in order and once, though an announcement was lost, repeated or came early', async () => {
    let committed = 2;
    const { heard, session, follower, settle, errors } = scene(() => committed, medecinPatient);
    follower.followAll(session, [{ conversationId: 'c', lastSeq: 2 }]);
    committed = 6;
    follower.hear(session, created(3));
    follower.hear(session, created(3));
    follower.hear(session, created(6));
    await settle();
    expect([heard, errors]).toEqual([[3, 4, 5, 6], []]);
  });

  it('DEL-6: learns from the heartbeat of a conversation whose every announcement was lost', async () => {
    const { heard, session, follower, settle } = scene(() => 3, medecinPatient);
    follower.hearTop(session, 'c', 3);
    await settle();
    expect(heard).toEqual([]);
    follower.followAll(session, []);
    follower.hearTop(session, 'c', 3);
    await settle();
    expect(heard).toEqual([1, 2, 3]);
  });

  it('hears a conversation that begins later from its first message, though it was announced from the second on', async () => {
    const { heard, session, follower, settle } = scene(() => 2, medecinPatient);
    follower.followAll(session, []);
    follower.hear(session, created(2));
    await settle();
    expect(heard).toEqual([1, 2]);
  });

  it('DEL-6: that connected while the database was away begins at the next heartbeat', async () => {
    const { heard, session, follower, settle, errors } = scene(() => 4, medecinPatient);
    const sessions = createSessions();
    sessions.add(session);
    let isAway = true;
    const top = { personId: 'p', conversationId: 'c', lastSeq: 3, revision: 0 };
    const tops = () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve([top]));
    const heartbeat = startHeartbeat({ conversations: { tops }, follower, sessions }, (error) => errors.push(error));
    await heartbeat.beat();
    expect([follower.awaitsStart(session), errors.length]).toEqual([true, 1]);
    isAway = false;
    await heartbeat.beat();
    heartbeat.stop();
    expect(follower.awaitsStart(session)).toBe(false);
    follower.hear(session, created(4));
    await settle();
    expect([heard, errors.length]).toEqual([[4], 1]);
  });

  it('has a place in a bounded number of conversations, and hears what is pushed in the others', async () => {
    const { heard, session, follower, settle } = scene(() => 9, medecinPatient);
    const tops = Array.from({ length: TOPS_AT_CONNECT_MAX + 1 }, (_, index) => ({
      conversationId: `c${index}`,
      lastSeq: 1,
    }));
    follower.followAll(session, tops);
    follower.hear(session, created(9));
    await settle();
    expect([session.places.size, heard]).toEqual([TOPS_AT_CONNECT_MAX, [9]]);
  });
});
