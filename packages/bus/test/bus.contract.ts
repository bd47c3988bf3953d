import { randomUUID } from 'node:crypto';
import type { Announcement, PersistMessage, PersistResult } from '@causerie/contracts';
import type { Announcer, SendLanes } from '@causerie/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What both implementations of the bus offer to the suite. */
export interface BusUnderTest {
  doors: Array<SendLanes>;
  announcer: Announcer;
  /** Every announcement heard so far, in order, and a wait for the n-th. */
  heard: Announcement[];
  heardAtLeast(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A log that gives seq per conversation, as the database does; fails a batch that holds the content `fail`. */
export function createLog() {
  const byConversation = new Map<string, PersistMessage[]>();
  const batches: number[] = [];
  const persist = (batch: readonly PersistMessage[]): Promise<PersistResult[]> => {
    batches.push(batch.length);
    return Promise.resolve(
      batch.map((message) => {
        const log = byConversation.get(message.conversationId) ?? [];
        byConversation.set(message.conversationId, [...log, message]);
        return {
          ok: true,
          created: true,
          seq: log.length + 1,
          number: log.length + 1,
          createdAt: '2026-01-01T00:00:00.000Z',
        };
      }),
    );
  };
  return { byConversation, batches, persist };
}

/** A message of conversation `conversationId`. */
export function messageOf(conversationId: string, content: string): PersistMessage {
  const author = { id: randomUUID(), side: 'client', subject: '42', name: 'Léa' } as const;
  const id = randomUUID();
  return {
    id,
    conversationId,
    author,
    clientMessageId: id,
    type: 'text',
    content,
    metadata: null,
    replyToId: null,
    requestId: 'r-1',
  };
}

/** The contract of the two verbs, for the Redis bus and for its memory twin. */
export function busContract(name: string, open: (log: ReturnType<typeof createLog>) => Promise<BusUnderTest>): void {
  describe(name, () => {
    const log = createLog();
    let bus: BusUnderTest;
    beforeAll(async () => {
      bus = await open(log);
    });
    afterAll(() => bus.close());

    it('send: exactly one worker does it, and the door hears what became of each message', async () => {
      const conversationId = randomUUID();
      const door = bus.doors[0] as SendLanes;
      const results = await Promise.all(
        ['a', 'b', 'c'].map((content) => door.send(messageOf(conversationId, content))),
      );
      expect(results.map((result) => result.ok && result.seq)).toEqual([1, 2, 3]);
      expect(log.byConversation.get(conversationId)?.map(({ content }) => content)).toEqual(['a', 'b', 'c']);
    });

    it('DEL-4: what one door sends to one conversation keeps its order, and gathers into batches under load', async () => {
      const conversations = Array.from({ length: 7 }, () => randomUUID());
      const before = log.batches.length;
      const sent: Array<Promise<PersistResult>> = [];
      for (let index = 0; index < 400; index++) {
        const conversationId = conversations[index % conversations.length] ?? '';
        for (const door of bus.doors.slice(0, 1)) sent.push(door.send(messageOf(conversationId, String(index))));
      }
      expect((await Promise.all(sent)).every((result) => result.ok)).toBe(true);
      for (const conversationId of conversations) {
        const order = (log.byConversation.get(conversationId) ?? []).map(({ content }) => Number(content));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
      expect(log.batches.length - before).toBeLessThan(50);
    });

    it('send: several doors share the lanes and each hears its own results', async () => {
      const conversationId = randomUUID();
      const results = await Promise.all(
        bus.doors.map((door, index) => door.send(messageOf(conversationId, String(index)))),
      );
      const seqs = results.map((result) => (result.ok ? result.seq : 0)).toSorted((a, b) => a - b);
      expect(seqs).toEqual(bus.doors.map((_, index) => index + 1));
    });

    it('announce: everyone who listens hears it, in order, with its audience', async () => {
      const person = { id: randomUUID(), side: 'client', subject: '42', name: 'Léa' } as const;
      const conversation = { id: randomUUID(), number: 7 };
      const announcements: Announcement[] = [true, false].map((active) => ({
        audience: [person.id],
        event: { type: 'typing', conversation, person, active },
      }));
      const before = bus.heard.length;
      await bus.announcer.announce(announcements);
      await bus.heardAtLeast(before + 2);
      expect(bus.heard.slice(before)).toEqual(announcements);
    });
  });
}
