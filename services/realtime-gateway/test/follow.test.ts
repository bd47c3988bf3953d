import type { EventOf, Message, Person } from '@causerie/contracts';
import { rooms, type Wire } from '@causerie/dialects';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFollower } from '../src/follow.ts';
import type { Session } from '../src/session.ts';

const person: Person = { id: 'p', side: 'client', subject: '42', name: 'Léa' };
const conversation = { id: 'c', number: 12 };

function created(seq: number): EventOf<'message.created'> {
  const rest = {
    type: 'text',
    metadata: null,
    clientMessageId: 'k',
    replyToId: null,
    createdAt: '',
    editedAt: null,
    deletedAt: null,
  } as const;
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

/** A socket, a log that holds `committed()` messages, and the follower between them. */
function scene(committed: () => number) {
  const heard: number[] = [];
  const places: Session['places'] = new Map();
  const session = {
    person,
    actor: { person, expiresAtMs: 0 },
    dialect: rooms,
    places,
    joined: (id: string) => places.has(id),
    say: (wire: Wire | null) => void (wire && heard.push((wire.payload as { message: { id: number } }).message.id)),
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
  const follower = createFollower({ page }, (error) => errors.push(error));
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
    const follower = createFollower({ page }, (error) => errors.push(error));
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
