import { readFileSync } from 'node:fs';
import { AppError, V1ServerEvents, type Event, type Message } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  DIALECTS,
  conversationRow,
  encode,
  medecinPatient,
  medecinPatientConversation,
  medecinPatientMessage,
  messageRow,
  readAtOf,
  salon,
  salonConversation,
  salonMessage,
  userRow,
  type Dialect,
  type Listener,
  type Outcome,
  type Said,
  type Wire,
} from '../src/index.ts';
import { call, conversation, deleted, doctor, edited, events, message, patient } from './sample.ts';

const listener: Listener = { person: patient, joined: () => true };
const outcomes: Record<string, Outcome> = {
  'message.send': { verb: 'message.send', message, created: true },
  'conversation.join': { verb: 'conversation.join', conversation: { id: conversation.id, number: 12 } },
  'conversation.leave': { verb: 'conversation.leave', conversation: { id: conversation.id, number: 12 } },
  'message.edit': { verb: 'message.edit', message: edited },
  'message.delete': { verb: 'message.delete', message: deleted },
  'reaction.set': { verb: 'reaction.set', message: edited },
  'message.read': { verb: 'message.read', message, readAt: '2026-11-21T09:31:00.000Z' },
  'read.update': { verb: 'read.update', participant: conversation.participants[1] },
  'delivered.update': { verb: 'delivered.update', participant: conversation.participants[1] },
  typing: { verb: 'typing' },
  'auth.refresh': { verb: 'auth.refresh', expiresAt: '2026-11-21T12:00:00.000Z' },
  sync: { verb: 'sync', tops: [{ conversationId: conversation.id, lastSeq: 3, revision: 2 }] },
  'call.ring': { verb: 'call.ring', ring: true, ringUntil: '2026-11-21T09:50:45.000Z' },
  'call.join': { verb: 'call.join', call },
  'call.attach': { verb: 'call.attach', call },
  'call.decline': { verb: 'call.decline', call },
  'call.leave': { verb: 'call.leave', call },
  'call.end': { verb: 'call.end', call },
  'call.media': { verb: 'call.media', call },
  'call.signal': { verb: 'call.signal' },
  'call.sync': { verb: 'call.sync', calls: [call] },
};

/** What is said, where a dialect never says two things at once. */
function only(said: Said): Wire | null {
  if (said !== null && !('event' in said)) throw new Error('several packets were said');
  return said;
}

function golden(dialect: string, name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${dialect}/${name}.json`, import.meta.url), 'utf8'));
}

/** Everything a dialect says, as it goes over the wire (undefined keys vanish). */
function everythingSaid(dialect: Dialect): unknown {
  const tops = [{ conversationId: conversation.id, lastSeq: 3, revision: 2 }];
  const welcome = {
    person: patient,
    connectionId: 's1',
    replica: 'gateway-1',
    expiresAt: '2026-11-21T12:00:00.000Z',
    tops,
  };
  const said = {
    welcome: dialect.welcome(welcome),
    tops: dialect.tops(tops),
    farewell: dialect.farewell('revoked'),
    refuse: dialect.refuse(new AppError('not_found'), 'r-1'),
    events: Object.fromEntries(
      Object.values(events).map((event: Event) => [event.type, encode(dialect, event, listener)]),
    ),
  };
  return JSON.parse(JSON.stringify(said));
}

describe.each(DIALECTS.map((dialect) => [dialect.name, dialect] as const))('The %s dialect', (name, dialect) => {
  it('says exactly what its golden fixture says', () => {
    expect(everythingSaid(dialect)).toEqual(golden(name, 'outbound'));
  });

  it('reads exactly the commands of its golden fixture, and answers them as recorded', () => {
    const cases = golden(name, 'inbound') as Array<{
      event: string;
      payload: unknown;
      command: { verb: string };
      answer: unknown;
    }>;
    expect(new Set(cases.map(({ event }) => event))).toEqual(new Set(Object.keys(dialect.inbound)));
    for (const { event, payload, command, answer } of cases) {
      const inbound = dialect.inbound[event];
      expect(inbound?.decode(payload), event).toEqual(command);
      const outcome = outcomes[command.verb] as Outcome;
      expect(JSON.parse(JSON.stringify(inbound?.answer(outcome))), event).toEqual(answer);
    }
  });

  it.each([
    undefined,
    null,
    1,
    'x',
    [],
    {},
    { conversationId: {} },
    { conversationId: -1, content: 'x' },
    { conversationId: '1e3' },
  ])('refuses the payload %j for every event that needs one', (payload) => {
    for (const [event, inbound] of Object.entries(dialect.inbound)) {
      if (/^(call\.)?sync$/.test(event) && payload !== null && typeof payload === 'object' && !Array.isArray(payload))
        continue;
      expect(() => inbound.decode(payload), event).toThrow();
    }
  });
});

describe('The rooms dialect', () => {
  it('says nothing of a conversation to a socket that has not joined its room', () => {
    const outside: Listener = { person: patient, joined: () => false };
    const rooms = DIALECTS.find(({ name }) => name === 'rooms');
    for (const event of Object.values(events)) expect(rooms && encode(rooms, event, outside)).toBeNull();
  });

  it('prints rows in the column names of its document', () => {
    const rows = {
      conversation: conversationRow(conversation, patient.id),
      message: messageRow(message, 12, true),
      user: userRow({ ...doctor, available: true, online: false }),
    };
    expect(rows).toEqual(golden('rooms', 'rows'));
  });
});

describe('The medecin-patient dialect', () => {
  it('prints what its routes answer in the shapes of its document', () => {
    const participants = conversation.participants;
    expect({
      conversation: medecinPatientConversation(conversation, patient.id),
      message: medecinPatientMessage(message, participants),
      deleted: medecinPatientMessage(deleted, participants),
    }).toEqual(golden('medecin-patient', 'shapes'));
    const read = participants.map((participant) => ({ ...participant, readSeq: 3 }));
    expect(medecinPatientMessage(message, read).status).toBe('read');
    const file = { name: 'photo.jpg', sizeBytes: 10, sha256: null, width: null, height: null, hasThumbnail: false };
    const id = '01900000-0000-7000-8000-0000000000f1';
    const kept = { ...file, id, mediaType: 'image/jpeg', state: 'ready' as const, url: null };
    const metadata = { fileUrl: 'https://elsewhere.example', fileName: 'said.pdf', fileSize: 7, pages: 2 };
    const told = (attachments: Message['attachments'], said: Message['metadata'] = metadata) =>
      medecinPatientMessage({ ...message, metadata: said, attachments }, participants).metadata;
    expect(told([kept])).toEqual({
      fileUrl: `/v1/attachments/${id}/content`,
      fileName: 'photo.jpg',
      fileSize: 10,
      pages: 2,
    });
    const foreign = { ...kept, sizeBytes: null, url: 'https://fichiers.example/1' };
    expect(told([foreign])).toEqual({ fileUrl: foreign.url, fileName: 'said.pdf', fileSize: 7, pages: 2 });
    expect(told([foreign], null)).toEqual({ fileUrl: foreign.url, fileName: 'photo.jpg' });
    // Whatever another dialect kept there: an address is never just said, and the rest has the types of the document.
    expect(told([])).toEqual({ fileName: 'said.pdf', fileSize: 7, pages: 2 });
    expect(told([], { fileName: 7, fileSize: '10 Ko' })).toEqual({});
  });

  it('tells whoever sent a message that it was committed, and everybody else that it is new', () => {
    const said = [doctor, patient].map((person) =>
      only(encode(medecinPatient, events['message.created'], { person, joined: () => false })),
    );
    expect(said.map((wire) => wire?.event)).toEqual(['message_delivered', 'new_message']);
    expect(said[0]?.payload).toMatchObject({ messageId: message.id, clientMessageId: 'k-1' });
  });
});

describe('The salon dialect', () => {
  it('says nothing of a conversation to a socket that has not joined it', () => {
    const outside: Listener = { person: patient, joined: () => false };
    const about = Object.values(events).filter((event) => 'conversation' in event || 'message' in event);
    for (const event of about) expect(encode(salon, event, outside), event.type).toBeNull();
  });

  it('names each message that became read, and tells a start and a stop apart', () => {
    const readMessages = [
      { id: message.id, seq: 3 },
      { id: conversation.id, seq: 4 },
    ];
    const said = encode(salon, { ...events['read.updated'], readMessages }, listener) as Wire[];
    const at = events['read.updated'].at;
    expect(said.map(({ payload }) => payload)).toEqual(readMessages.map(({ id }) => ({ messageId: id, readAt: at })));
    const { readMessages: _, ...nothingListed } = events['read.updated'];
    expect(encode(salon, nothingListed, listener)).toEqual([]);
    expect(only(encode(salon, { ...events.typing, active: false }, listener))).toEqual({
      event: 'user-stopped-typing',
      payload: { conversationId: conversation.id, userId: '42' },
    });
    expect(only(encode(salon, { ...events.presence, online: true }, listener))).toEqual({
      event: 'user-online',
      payload: { userId: '42', userName: 'Léa Martin' },
    });
  });

  it('prints what its routes answer in the column names of its document', () => {
    const file = { name: 'photo.jpg', sizeBytes: 10, sha256: null, width: null, height: null, hasThumbnail: false };
    const kept = {
      ...file,
      id: '01900000-0000-7000-8000-0000000000f1',
      mediaType: 'image/jpeg',
      state: 'ready' as const,
    };
    const elsewhere = { ...kept, id: '01900000-0000-7000-8000-0000000000f2', mediaType: 'application/pdf' };
    const attachments = [
      { ...kept, url: null },
      { ...elsewhere, url: 'https://fichiers.example/devis.pdf' },
    ];
    expect({
      conversation: salonConversation(conversation, patient.id),
      message: salonMessage({ ...message, attachments }, '2026-11-21T09:35:00.000Z'),
      deleted: salonMessage(deleted, null),
    }).toEqual(golden('salon', 'responses'));
    const blocked = salonConversation({ ...conversation, status: 'blocked', lastMessage: null }, doctor.id);
    expect(blocked).toMatchObject({ status: 'ARCHIVED', blocked: true, unreadCount: 0, lastMessage: null });
  });

  it('DEL-9: a message is read since the first step of the other person that passed it', () => {
    const step = (personId: string, upToSeq: number, at: string) => ({ personId, upToSeq, at });
    const steps = [
      step(patient.id, 5, 'T5'),
      step(patient.id, 3, 'T3'),
      step(patient.id, 2, 'T2'),
      step(doctor.id, 3, 'T1'),
    ];
    expect(readAtOf(message, doctor.id, steps)).toBe('T3');
    expect(readAtOf(message, patient.id, steps)).toBe('T3');
    expect(readAtOf({ ...message, seq: 6 }, doctor.id, steps)).toBeNull();
    // Nobody wrote what the system says, so each of the two sees when they read it themselves.
    expect(readAtOf({ ...message, author: null }, doctor.id, steps)).toBe('T1');
    expect(
      salonConversation({ ...conversation, lastMessage: { ...message, seq: 2 } }, doctor.id).lastMessage?.readAt,
    ).toBe('2026-11-21T09:00:00.000Z');
  });
});

describe('The v1 dialect', () => {
  it('says only what the contract describes', () => {
    const v1 = DIALECTS.find(({ name }) => name === 'v1');
    for (const event of Object.values(events)) {
      const wire = v1 && only(encode(v1, event, listener));
      if (wire === null) continue;
      const schema = V1ServerEvents[wire?.event as keyof typeof V1ServerEvents];
      expect(schema.safeParse(JSON.parse(JSON.stringify(wire?.payload))).error, wire?.event).toBeUndefined();
    }
  });

  it("shows a reader's unread count to the reader alone", () => {
    const v1 = DIALECTS.find(({ name }) => name === 'v1');
    const toReader = v1 && only(encode(v1, events['read.updated'], listener));
    const toOther = v1 && only(encode(v1, events['read.updated'], { ...listener, person: doctor }));
    expect(toReader?.payload).toHaveProperty('unread', 0);
    expect(toOther?.payload).not.toHaveProperty('unread');
  });
});
