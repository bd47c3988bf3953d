import { randomUUID } from 'node:crypto';
import type { Message, Person } from '@causerie/contracts';

/** What the fake system can be told to do wrong. */
export type FakeLie =
  | 'none'
  | 'ack before commit'
  | 'duplicate'
  | 'foreign push'
  | 'silence'
  | 'exit by itself'
  | 'no hints';

/** A committed message with the people who may hear of it. */
export interface Stored {
  message: Message;
  created: boolean;
  audience: string[];
}

/** A log in memory that keeps the contract, except for the lie it is told to tell. */
export interface FakeLog {
  people: Map<string, Person>;
  conversations: Map<string, { participants: Person[]; messages: Message[] }>;
  person(side: 'professional' | 'client', subject: string): Person;
  open(first: Person, second: Person): string;
  /** Null when the author is not a participant. */
  store(author: Person, conversation: string, key: string, content: string): Stored | null;
}

/** Every so many messages the lie is told. */
const LIE_EVERY = 7;

/** An empty log. */
export function makeFakeLog(lie: FakeLie): FakeLog {
  const people: FakeLog['people'] = new Map();
  const conversations: FakeLog['conversations'] = new Map();
  let stored = 0;
  return {
    people,
    conversations,
    person(side, subject) {
      const name = `${side} ${subject}`;
      const person = people.get(name) ?? { id: randomUUID(), side, subject, name };
      people.set(name, person);
      return person;
    },
    open(first, second) {
      const id = randomUUID();
      conversations.set(id, { participants: [first, second], messages: [] });
      return id;
    },
    store(author, conversationId, key, content) {
      const conversation = conversations.get(conversationId);
      const audience = conversation?.participants.map(({ id }) => id) ?? [];
      if (conversation === undefined || !audience.includes(author.id)) return null;
      const { messages } = conversation;
      const before = messages.find((one) => one.author?.id === author.id && one.clientMessageId === key);
      if (before !== undefined && lie !== 'duplicate') return { message: before, created: false, audience };
      const seq = messages.length + 1;
      const base = { id: randomUUID(), number: ++stored, conversationId, seq, author, clientMessageId: key, content };
      const nothing = {
        metadata: null,
        replyToId: null,
        mentions: [],
        reactions: [],
        attachments: [],
        revision: 0,
        editedAt: null,
        deletedAt: null,
      };
      const message: Message = { ...base, ...nothing, type: 'text', createdAt: new Date().toISOString() };
      const lost = lie === 'ack before commit' && stored % LIE_EVERY === 0;
      if (!lost) messages.push(message);
      const heard =
        lie === 'foreign push' && stored % LIE_EVERY === 0 ? [...people.values()].map(({ id }) => id) : audience;
      return { message, created: true, audience: heard };
    },
  };
}
