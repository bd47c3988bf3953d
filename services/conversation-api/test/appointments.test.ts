import { randomUUID } from 'node:crypto';
import type { AppointmentFacts, Message } from '@causerie/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAppointmentDoor, type AppointmentDoor, type Caller } from './appointment-door.ts';

let door: AppointmentDoor;
beforeAll(async () => {
  door = await openAppointmentDoor();
});
afterAll(() => door.close());
beforeEach(() => void door.announced.splice(0));

/** A booking nobody has made yet, between two people nobody knows yet. */
function newBooking(fields: object = {}) {
  const [professional, client] = [randomUUID(), randomUUID()];
  return {
    appointmentId: `rdv ${randomUUID()}`,
    professional: { subject: professional, name: 'Élodie Moreau' },
    client: { subject: client, name: 'Léa', email: 'lea@example.com' },
    label: 'Coupe et brushing',
    startsAt: '2026-11-21T14:30:00+01:00',
    endsAt: '2026-11-21T15:15:00+01:00',
    locale: 'fr',
    ...fields,
  };
}

const path = (appointmentId: string, rest = ''): string =>
  `/v1/appointments/${encodeURIComponent(appointmentId)}${rest}`;
const ends = ({ professional, client }: ReturnType<typeof newBooking>) => ({
  professional: { side: 'professional', subject: professional.subject } as const,
  client: { side: 'client', subject: client.subject } as const,
});

async function book(fields: object = {}) {
  const booking = newBooking(fields);
  const answer = await door.call('service', 'POST', '/v1/appointments', booking);
  expect(answer.status).toBe(201);
  return { booking, appointment: answer.body, ...ends(booking) };
}

async function logOf(who: Caller, conversationId: string): Promise<Message[]> {
  const { body } = await door.call(who, 'GET', `/v1/conversations/${conversationId}/messages`);
  return body.items;
}

const kindOf = (message: Message | undefined) => (message?.metadata as AppointmentFacts | null)?.kind;

describe('booking an appointment', () => {
  it('makes two unknown people meet: directory, link, conversation, confirmation, events and notifications', async () => {
    const { booking, appointment, professional, client } = await book();
    expect(appointment).toMatchObject({
      appointmentId: booking.appointmentId,
      professional: { name: 'Élodie Moreau', subject: professional.subject },
      startsAt: '2026-11-21T13:30:00.000Z',
      endsAt: '2026-11-21T14:15:00.000Z',
      cancelledAt: null,
    });
    const conversation = (await door.call(client, 'GET', `/v1/conversations/${appointment.conversationId}`)).body;
    expect(conversation).toMatchObject({ appointmentId: booking.appointmentId, subject: booking.label, lastSeq: 1 });
    expect(conversation.participants.map(({ unread }: { unread: number }) => unread)).toEqual([1, 1]);
    const [said, ...others] = await logOf(professional, conversation.id);
    expect(others).toEqual([]);
    expect(said).toMatchObject({
      author: null,
      type: 'system',
      seq: 1,
      content: 'Rendez-vous confirmé : Coupe et brushing, samedi 21 novembre 2026 de 14:30 à 15:15.',
      metadata: { kind: 'appointment.booked', appointmentId: booking.appointmentId, startsAt: appointment.startsAt },
    });
    const { directory } = door.repositories;
    const [one, other] = [appointment.professional.id, appointment.client.id];
    expect(await directory.areLinked(one, other)).toBe(true);
    const both = door.announced.filter(({ audience }) => audience.length === 2);
    expect(both.map(({ event }) => event.type)).toEqual(['conversation.created', 'message.created']);
    expect(new Set(both[0]?.audience)).toEqual(new Set([one, other]));
    const notified = door.announced.filter(({ event }) => event.type === 'notification.created');
    expect(notified.map(({ audience }) => audience)).toEqual([[one], [other]]);
  });

  it('once more changes and says nothing, answers 200, and is so under concurrency', async () => {
    const booking = newBooking();
    const ask = (fields: object = {}) => door.call('service', 'POST', '/v1/appointments', { ...booking, ...fields });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const later = await ask({ startsAt: '2027-01-01T10:00:00Z', endsAt: null, label: 'autre' });
    expect(later).toEqual({ status: 200, body: answers[0]?.body });
    expect(await logOf(ends(booking).client, later.body.conversationId)).toHaveLength(1);
    const types = door.announced.map(({ event }) => event.type).toSorted();
    expect(types).toEqual(['conversation.created', 'message.created', 'notification.created', 'notification.created']);
  });

  it('speaks English where that is asked, in the time zone that is asked, and takes plain subjects', async () => {
    const { appointment, professional } = await book({
      professional: { subject: 77 },
      locale: 'en-GB',
      timeZone: 'America/New_York',
      endsAt: null,
      label: 'Haircut',
    });
    expect(appointment).toMatchObject({ locale: 'en', timeZone: 'America/New_York', endsAt: null });
    const [said] = await logOf({ ...professional, subject: '77' }, appointment.conversationId);
    expect(said?.content).toBe('Appointment confirmed: Haircut, Saturday 21 November 2026 at 08:30.');
    const plain = { ...newBooking(), professional: 77, client: 'A-12' };
    const { status, body } = await door.call('service', 'POST', '/v1/appointments', plain);
    expect([status, body.professional.id, body.client.subject]).toEqual([201, appointment.professional.id, 'A-12']);
  });

  it('takes the conversation that was opened for the appointment before, and only that', async () => {
    const { conversations, directory } = door.repositories;
    const booking = newBooking();
    const put = (side: 'professional' | 'client', subject: string) =>
      directory.put(randomUUID(), { side, subject, name: 'connu' });
    const professional = await put('professional', booking.professional.subject);
    const client = await put('client', booking.client.subject);
    const pair = { professionalId: professional.id, clientId: client.id, subject: null };
    const opened = await conversations.openForAppointment({
      id: randomUUID(),
      ...pair,
      appointmentId: booking.appointmentId,
    });
    const { status, body } = await door.call('service', 'POST', '/v1/appointments', booking);
    expect([status, body.conversationId, body.client.name]).toEqual([201, opened.conversation.id, 'connu']);
    expect(door.announced.map(({ event }) => event.type)).not.toContain('conversation.created');
  });

  it('of other people is a conflict that leaves nothing behind', async () => {
    const { booking } = await book();
    const stranger = { subject: randomUUID(), name: 'Zoé' };
    const answer = await door.call('service', 'POST', '/v1/appointments', { ...booking, client: stranger });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
    expect(await door.repositories.directory.find('client', stranger.subject)).toBeNull();
  });

  it('is for back ends, and parsed before anything happens (DOOR-1)', async () => {
    const booking = newBooking();
    const { client } = ends(booking);
    for (const who of [client, 'admin'] as const) {
      expect((await door.call(who, 'POST', '/v1/appointments', booking)).status).toBe(403);
    }
    const wrongs = [
      { startsAt: 'demain' },
      { timeZone: 'Mars/Olympus' },
      { label: '' },
      { label: 'a\u0000' },
      { client: {} },
      { endsAt: '2026-11-21T13:00:00Z' },
      { appointmentId: 'x'.repeat(129) },
      { locale: 'français de France' },
    ];
    for (const wrong of wrongs) {
      const { status, body } = await door.call('service', 'POST', '/v1/appointments', { ...booking, ...wrong });
      expect([status, body.code], JSON.stringify(wrong)).toEqual([400, 'invalid_input']);
    }
    expect(await door.repositories.directory.find('professional', booking.professional.subject)).toBeNull();
    expect(door.announced).toEqual([]);
  });

  it('is not undone or refused by a lost announcement', async () => {
    const lost = await openAppointmentDoor();
    lost.loseBus();
    expect((await lost.call('service', 'POST', '/v1/appointments', newBooking())).status).toBe(201);
    await lost.close();
  });
});

describe('changing an appointment', () => {
  it('moves it with its duration and says so once, however often it is asked', async () => {
    const { booking, appointment, client } = await book();
    door.announced.splice(0);
    const move = () => door.call('service', 'PATCH', path(booking.appointmentId), { startsAt: '2026-11-23T09:00:00Z' });
    const answers = await Promise.all([move(), move(), move()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.body).toMatchObject({
      startsAt: '2026-11-23T09:00:00.000Z',
      endsAt: '2026-11-23T09:45:00.000Z',
    });
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    const log = await logOf(client, appointment.conversationId);
    expect(log.map(kindOf)).toEqual(['appointment.booked', 'appointment.rescheduled']);
    expect(log[1]?.content).toBe('Rendez-vous modifié : Coupe et brushing, lundi 23 novembre 2026 de 10:00 à 10:45.');
    expect(door.announced.map(({ event }) => event.type).toSorted()).toEqual([
      'message.created',
      'notification.created',
      'notification.created',
    ]);
  });

  it('leaves the end open, renames, and refuses what ends before it starts', async () => {
    const { booking } = await book();
    const patch = (body: object) => door.call('service', 'PATCH', path(booking.appointmentId), body);
    expect((await patch({ endsAt: '2026-11-21T13:00:00Z' })).body.code).toBe('invalid_input');
    expect((await patch({ endsAt: null, label: 'Couleur' })).body).toMatchObject({ endsAt: null, label: 'Couleur' });
    expect((await door.call('service', 'PATCH', path('nothing'), { label: 'a' })).body.code).toBe('not_found');
  });

  it('cancels it once, keeps the conversation open, and then moves it no more', async () => {
    const { booking, appointment, client } = await book();
    const cancel = () => door.call('service', 'POST', path(booking.appointmentId, '/cancel'));
    const [first, second] = [await cancel(), await cancel()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.cancelledAt).not.toBeNull();
    expect(second.body).toEqual(first.body);
    const log = await logOf(client, appointment.conversationId);
    expect(log.map(kindOf)).toEqual(['appointment.booked', 'appointment.cancelled']);
    expect(log[1]?.content).toMatch(/^Rendez-vous annulé : Coupe et brushing, samedi 21 novembre 2026/);
    const { body } = await door.call(client, 'GET', `/v1/conversations/${appointment.conversationId}`);
    expect(body.status).toBe('active');
    const move = await door.call('service', 'PATCH', path(booking.appointmentId), { label: 'a' });
    expect([move.status, move.body.code]).toEqual([409, 'conflict']);
    expect((await door.call('service', 'POST', path('nothing', '/cancel'))).body.code).toBe('not_found');
    for (const [method, rest] of [
      ['PATCH', ''],
      ['POST', '/cancel'],
    ] as const) {
      expect((await door.call(client, method, path(booking.appointmentId, rest), {})).status).toBe(403);
    }
  });
});

describe('reading appointments', () => {
  it('one is for back ends and its two people; foreign and unknown are the same (DOOR-2)', async () => {
    const { booking, appointment, client, professional } = await book();
    for (const who of ['service', client, professional] as const) {
      expect(await door.call(who, 'GET', path(booking.appointmentId))).toEqual({ status: 200, body: appointment });
    }
    const stranger = { side: 'client', subject: randomUUID() } as const;
    const foreign = await door.call(stranger, 'GET', path(booking.appointmentId));
    const unknown = await door.call(client, 'GET', path('nothing'));
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
  });

  it('lists mine in the order of time, page by page, within a range', async () => {
    const professional = { subject: randomUUID(), name: 'Moreau' };
    const me = { side: 'professional', subject: professional.subject } as const;
    for (const day of ['03', '01', '02', '02', '04']) {
      await book({ professional, startsAt: `2026-12-${day}T10:00:00Z`, endsAt: null });
    }
    await book();
    const list = (query: string) => door.call(me, 'GET', `/v1/appointments?${query}`);
    const days: string[] = [];
    let cursor = '';
    do {
      const { body } = await list(`limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      days.push(...body.items.map(({ startsAt }: { startsAt: string }) => startsAt.slice(8, 10)));
      cursor = body.nextCursor ?? '';
    } while (cursor !== '');
    expect(days).toEqual(['01', '02', '02', '03', '04']);
    const range = await list('from=2026-12-02T10:00:00Z&to=2026-12-04T10:00:00Z');
    expect(range.body).toMatchObject({ items: { length: 3 }, nextCursor: null });
    expect((await list('cursor=abc')).body.code).toBe('page_out_of_range');
    expect((await list('limit=101')).status).toBe(400);
  });
});

it('what back ends may ask of appointments is in the OpenAPI document', async () => {
  const { paths } = await door.document();
  const asked = Object.entries(paths).flatMap(([where, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags?.includes('appointments'))
      .map(([method]) => `${method} ${where}`),
  );
  expect(asked.toSorted()).toEqual([
    'get /v1/appointments',
    'get /v1/appointments/{appointmentId}',
    'patch /v1/appointments/{appointmentId}',
    'post /v1/appointments',
    'post /v1/appointments/{appointmentId}/cancel',
  ]);
});
