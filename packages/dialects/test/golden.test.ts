import { readFileSync } from 'node:fs';
import { AppError, V1ServerEvents, type Event } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import {
  DIALECTS,
  conversationRow,
  encode,
  messageRow,
  userRow,
  type Dialect,
  type Listener,
  type Outcome,
} from '../src/index.ts';
import { conversation, doctor, events, message, patient } from './sample.ts';

const listener: Listener = { person: patient, joined: () => true };
const outcomes: Record<string, Outcome> = {
  'message.send': { verb: 'message.send', message, created: true },
  'conversation.join': { verb: 'conversation.join', conversation: { id: conversation.id, number: 12 } },
  'conversation.leave': { verb: 'conversation.leave', conversation: { id: conversation.id, number: 12 } },
  'read.update': { verb: 'read.update', participant: conversation.participants[1] },
  'delivered.update': { verb: 'delivered.update', participant: conversation.participants[1] },
  typing: { verb: 'typing' },
  'auth.refresh': { verb: 'auth.refresh', expiresAt: '2026-11-21T12:00:00.000Z' },
  sync: { verb: 'sync', tops: [{ conversationId: conversation.id, lastSeq: 3 }] },
};

function golden(dialect: string, name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${dialect}/${name}.json`, import.meta.url), 'utf8'));
}

/** Everything a dialect says, as it goes over the wire (undefined keys vanish). */
function everythingSaid(dialect: Dialect): unknown {
  const tops = [{ conversationId: conversation.id, lastSeq: 3 }];
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
      if (event === 'sync' && payload !== null && typeof payload === 'object' && !Array.isArray(payload)) continue;
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

describe('The v1 dialect', () => {
  it('says only what the contract describes', () => {
    const v1 = DIALECTS.find(({ name }) => name === 'v1');
    for (const event of Object.values(events)) {
      const wire = v1 && encode(v1, event, listener);
      const schema = V1ServerEvents[wire?.event as keyof typeof V1ServerEvents];
      expect(schema.safeParse(JSON.parse(JSON.stringify(wire?.payload))).error, wire?.event).toBeUndefined();
    }
  });

  it("shows a reader's unread count to the reader alone", () => {
    const v1 = DIALECTS.find(({ name }) => name === 'v1');
    const toReader = v1 && encode(v1, events['read.updated'], listener);
    const toOther = v1 && encode(v1, events['read.updated'], { ...listener, person: doctor });
    expect(toReader?.payload).toHaveProperty('unread', 0);
    expect(toOther?.payload).not.toHaveProperty('unread');
  });
});
