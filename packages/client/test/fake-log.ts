import { randomUUID } from 'node:crypto';
import type {
  ChangesPage,
  Conversation,
  Message,
  MessagePage,
  Participant,
  Person,
  V1ServerEvent,
} from '@causerie/contracts';

/** Tells one push to the people of its audience. */
export type Announce = (audience: readonly string[], event: V1ServerEvent, payload: Record<string, unknown>) => void;

/** An in-memory log that keeps the contract's promises in the plainest way, as a yardstick for the client. */
export class FakeLog {
  readonly people: Person[] = [];
  readonly conversations = new Map<
    string,
    {
      about: Omit<Conversation, 'participants' | 'lastMessage' | 'lastSeq'>;
      participants: Participant[];
      messages: Message[];
    }
  >();
  announce: Announce = () => undefined;
  #clockMs = Date.parse('2026-03-02T09:00:00.000Z');

  addPerson(side: Person['side'], subject: string, name: string): Person {
    const person = { id: randomUUID(), side, subject, name };
    this.people.push(person);
    return person;
  }

  /** Moves the log's clock to an instant; without one, a second on. */
  tick(toIso?: string): string {
    this.#clockMs = toIso === undefined ? this.#clockMs + 1000 : Date.parse(toIso);
    return new Date(this.#clockMs).toISOString();
  }

  create(people: readonly Person[], subject: string | null = null): Conversation {
    const existing = [...this.conversations.values()].find(
      ({ participants }) =>
        participants.length === people.length &&
        people.every(({ id }) => participants.some(({ person }) => person.id === id)),
    );
    if (existing !== undefined) return this.snapshot(existing.about.id);
    const at = this.tick();
    const id = randomUUID();
    this.conversations.set(id, {
      about: {
        id,
        number: this.conversations.size + 1,
        status: 'active',
        subject,
        appointmentId: null,
        revision: 0,
        blockedById: null,
        createdAt: at,
        updatedAt: at,
        lastMessageAt: null,
      },
      participants: people.map((person) => ({
        person,
        readSeq: 0,
        readAt: null,
        deliveredSeq: 0,
        deliveredAt: null,
        unread: 0,
      })),
      messages: [],
    });
    this.announce(
      people.map((person) => person.id),
      'conversation.created',
      { conversation: this.snapshot(id) },
    );
    return this.snapshot(id);
  }

  send(
    author: Person | null,
    conversationId: string,
    clientMessageId: string,
    content: string,
    at = this.tick(),
  ): { message: Message; created: boolean } {
    const { about, messages } = this.#at(conversationId);
    const known = messages.find(
      (message) => message.clientMessageId === clientMessageId && message.author?.id === author?.id,
    );
    if (known !== undefined) return { message: known, created: false };
    const message: Message = {
      id: randomUUID(),
      number: messages.length + 1,
      conversationId,
      seq: messages.length + 1,
      author,
      type: author === null ? 'system' : 'text',
      content,
      metadata: null,
      clientMessageId,
      replyToId: null,
      mentions: [],
      reactions: [],
      attachments: [],
      revision: 0,
      createdAt: at,
      editedAt: null,
      deletedAt: null,
    };
    messages.push(message);
    about.updatedAt = about.lastMessageAt = message.createdAt;
    this.announce(this.audience(conversationId), 'message.created', { message });
    return { message, created: true };
  }

  /** Edits, reacts to or deletes the message at a seq, each time with the conversation's next revision. */
  change(conversationId: string, seq: number, by: Partial<Message>): void {
    const { about, messages } = this.#at(conversationId);
    const index = seq - 1;
    const present = messages[index];
    if (present === undefined || present.deletedAt !== null) return;
    about.revision += 1;
    about.updatedAt = this.tick();
    const message: Message = { ...present, ...by, revision: about.revision };
    messages[index] = message;
    const event = message.deletedAt === null ? 'message.updated' : 'message.deleted';
    this.announce(this.audience(conversationId), event, { message });
  }

  changes(conversationId: string, after: number, limit = 100): ChangesPage {
    const { about, messages } = this.#at(conversationId);
    const found = messages.filter(({ revision }) => revision > after).toSorted((a, b) => a.revision - b.revision);
    return structuredClone({ items: found.slice(0, limit), revision: about.revision, hasMore: found.length > limit });
  }

  mark(marker: 'read' | 'delivered', person: Person, conversationId: string, upToSeq: number): Participant {
    const { participants, messages } = this.#at(conversationId);
    const mine = participants.find((participant) => participant.person.id === person.id);
    if (mine === undefined) throw new Error('not a participant');
    const seq = Math.min(upToSeq, messages.length);
    const at = this.tick();
    const key = marker === 'read' ? 'readSeq' : 'deliveredSeq';
    if (seq > mine[key]) {
      mine[key] = seq;
      mine[marker === 'read' ? 'readAt' : 'deliveredAt'] = at;
      this.announce(this.audience(conversationId), `${marker}.updated`, { conversationId, person, upToSeq: seq, at });
    }
    return this.#counted(mine, messages);
  }

  update(conversationId: string, change: Partial<Pick<Conversation, 'subject' | 'status'>>): void {
    const { about } = this.#at(conversationId);
    Object.assign(about, change, { updatedAt: this.tick() });
    this.announce(this.audience(conversationId), 'conversation.updated', {
      conversation: this.snapshot(conversationId),
    });
  }

  snapshot(conversationId: string): Conversation {
    const { about, participants, messages } = this.#at(conversationId);
    return structuredClone({
      ...about,
      participants: participants.map((participant) => this.#counted(participant, messages)),
      lastSeq: messages.length,
      lastMessage: messages.at(-1) ?? null,
    });
  }

  list(person: Person): Conversation[] {
    return [...this.conversations.keys()]
      .filter((id) => this.audience(id).includes(person.id))
      .map((id) => this.snapshot(id))
      .toSorted((a, b) => ((a.lastMessageAt ?? a.createdAt) < (b.lastMessageAt ?? b.createdAt) ? 1 : -1));
  }

  page(conversationId: string, window: { before?: number; after?: number; limit?: number }): MessagePage {
    const { messages } = this.#at(conversationId);
    const limit = window.limit ?? 50;
    const { before = Number.MAX_SAFE_INTEGER, after } = window;
    const items =
      after === undefined
        ? messages.filter(({ seq }) => seq < before).slice(-limit)
        : messages.slice(after, after + limit);
    const hasMore = after === undefined ? (items[0]?.seq ?? 1) > 1 : after + items.length < messages.length;
    return structuredClone({ items, lastSeq: messages.length, hasMore });
  }

  audience(conversationId: string): string[] {
    return this.#at(conversationId).participants.map(({ person }) => person.id);
  }

  #counted(participant: Participant, messages: readonly Message[]): Participant {
    const unread = messages.filter(
      ({ seq, author }) => seq > participant.readSeq && author?.id !== participant.person.id,
    );
    return { ...participant, unread: unread.length };
  }

  #at(conversationId: string) {
    const found = this.conversations.get(conversationId);
    if (found === undefined) throw new Error('not found');
    return found;
  }
}
