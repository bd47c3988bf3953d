import type { Announcement, Event, Person } from '@causerie/contracts';
import { DIALECTS, encode, rooms, type Wire } from '@causerie/dialects';
import { describe, expect, it } from 'vitest';
import { createOutbound } from '../src/outbound.ts';
import { createSessions, type Session } from '../src/session.ts';

const doctor: Person = {
  id: '01900000-0000-7000-8000-000000000007',
  side: 'professional',
  subject: '7',
  name: 'Dr Moreau',
};
const patient: Person = { ...doctor, id: '01900000-0000-7000-8000-000000000042', side: 'client', subject: '42' };
const conversation = { id: '01900000-0000-7000-8000-0000000000c1', number: 12 };

function messageCreated(id: string): Announcement {
  const rest = {
    type: 'text' as const,
    metadata: null,
    clientMessageId: 'k',
    replyToId: null,
    mentions: [],
    reactions: [],
    attachments: [],
    revision: 0,
    editedAt: null,
    deletedAt: null,
  };
  const message = {
    id,
    number: 1,
    conversationId: conversation.id,
    seq: 1,
    author: doctor,
    content: 'Bonjour',
    createdAt: '',
    ...rest,
  };
  return {
    audience: [doctor.id, patient.id],
    event: { type: 'message.created', message, conversation, requestId: null },
  };
}

function connected(person: Person, dialectName: string, joined = false): { session: Session; said: string[] } {
  const said: string[] = [];
  const dialect = DIALECTS.find(({ name }) => name === dialectName);
  const say = (wire: Wire | null): void => void (wire && said.push(wire.event));
  return { session: { person, dialect, joined: () => joined, say } as unknown as Session, said };
}

function gateway(...all: Array<{ session: Session }>) {
  const sessions = createSessions();
  for (const { session } of all) sessions.add(session);
  const accessCache = { forget: () => undefined } as never;
  const follower = { hear: (session: Session, event: Event) => session.say(encode(rooms, event, session)) } as never;
  const unread = { hear: () => undefined };
  const actors = { withdraw: () => undefined };
  const callTeller = unread;
  return createOutbound({ sessions, accessCache, actors, follower, unread, callTeller, onDelivered: () => undefined });
}

describe('Delivering an announcement on one replica', () => {
  it('DEL-7: it reaches every device of the audience, in the dialect of each, and nobody else', () => {
    const laptop = connected(patient, 'v1');
    const phone = connected(patient, 'rooms', true);
    const outside = connected(patient, 'rooms', false);
    const stranger = connected({ ...patient, id: '01900000-0000-7000-8000-000000000099' }, 'v1');
    gateway(laptop, phone, outside, stranger)(messageCreated('m1'));
    expect([laptop.said, phone.said, outside.said, stranger.said]).toEqual([
      ['message.created'],
      ['new_message'],
      [],
      [],
    ]);
  });

  it('a job that ran twice announces twice, and clients hear it once', () => {
    const laptop = connected(patient, 'v1');
    const deliver = gateway(laptop);
    for (const id of ['m1', 'm2', 'm1', 'm2', 'm3']) deliver(messageCreated(id));
    expect(laptop.said).toHaveLength(3);
  });
});

describe('The sessions of a replica', () => {
  it('forget a person with the last session, and a session that left twice counts once', () => {
    const sessions = createSessions();
    const [one, two] = [connected(patient, 'v1').session, connected(patient, 'v1').session];
    sessions.add(one);
    sessions.add(two);
    sessions.remove(one);
    sessions.remove(one);
    expect([sessions.size, sessions.hasAny([doctor.id, patient.id]), sessions.people()]).toEqual([
      1,
      true,
      [patient.id],
    ]);
    sessions.remove(two);
    expect([sessions.size, sessions.hasAny([patient.id]), sessions.people()]).toEqual([0, false, []]);
  });
});
