import { randomUUID } from 'node:crypto';
import type { AppointmentWords } from '@causerie/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAppointments, createRepositories, type Repositories } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { command, committed, newPair } from './scene.ts';

let database: TestDatabase;
let repositories: Repositories;
beforeAll(async () => {
  database = await createTestDatabase(6);
  repositories = createRepositories(database.pool);
});
afterAll(() => database.drop());

const STARTS_AT = '2026-11-21T13:30:00.000Z';

function words(appointmentId: string): AppointmentWords {
  return { text: 'dit', facts: { kind: 'appointment.booked', appointmentId, startsAt: STARTS_AT } };
}

const steps = fc.array(fc.constantFrom('book', 'change', 'client', 'professional'), { minLength: 4, maxLength: 40 });

it('what the system says and what people send at once get one seq each without gaps (DEL-2), and unread agrees (DEL-8)', async () => {
  const appointments = createAppointments(database.pool);
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { professional, client } = await newPair(repositories);
      const appointmentId = randomUUID();
      const pair = { professionalId: professional.id, clientId: client.id, subject: null };
      const { conversation } = await repositories.conversations.openForAppointment({
        id: randomUUID(),
        ...pair,
        appointmentId,
      });
      const plan = { label: 'Coupe', startsAt: STARTS_AT, endsAt: null };
      const ids = () => ({ messageId: randomUUID(), words: words(appointmentId) });
      const run = async (step: (typeof all)[number]): Promise<boolean> => {
        if (step === 'client' || step === 'professional') {
          const author = step === 'client' ? client : professional;
          const [outcome] = await repositories.messages.persist([command(conversation.id, author)]);
          return committed(outcome).created;
        }
        const known = await appointments.find(appointmentId);
        if (step === 'change' && known !== null) {
          const change = { ...plan, label: randomUUID(), timeZone: null, cancelled: false, was: known.updatedAt };
          const told = await appointments.change({ appointmentId, ...change, ...ids() });
          return told !== 'stale' && told !== null;
        }
        const unknown = { conversationId: randomUUID(), professionalId: randomUUID(), clientId: randomUUID() };
        const named = (subject: string) => ({ subject, name: undefined, email: undefined });
        const people = { professional: named(professional.subject), client: named(client.subject) };
        const told = await appointments.book({ appointmentId, ...people, ...plan, locale: 'fr', ...unknown, ...ids() });
        return told.message !== null;
      };
      const said = (await Promise.all(all.map(run))).filter((isSaid) => isSaid).length;
      const page = await repositories.messages.page({
        conversationId: conversation.id,
        personId: client.id,
        limit: 1000,
      });
      expect(page?.items.map(({ seq }) => seq)).toEqual(Array.from({ length: said }, (_, index) => index + 1));
      const times = page?.items.map(({ createdAt }) => createdAt) ?? [];
      expect(times).toEqual(times.toSorted());
      for (const { id } of [client, professional]) {
        expect(await repositories.conversations.unread(id)).toEqual(await repositories.conversations.recountUnread(id));
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

it('a booking whose conversation was removed is made anew, with a conversation of its own', async () => {
  const appointments = createAppointments(database.pool);
  const { professional, client } = await newPair(repositories);
  const appointmentId = randomUUID();
  const named = (subject: string) => ({ subject, name: undefined, email: undefined });
  const book = () =>
    appointments.book({
      appointmentId,
      professional: named(professional.subject),
      client: named(client.subject),
      label: 'Coupe',
      startsAt: STARTS_AT,
      endsAt: null,
      locale: 'fr',
      conversationId: randomUUID(),
      professionalId: randomUUID(),
      clientId: randomUUID(),
      messageId: randomUUID(),
      words: words(appointmentId),
    });
  const first = await book();
  await database.pool.query('update conversations set deleted_at = now() where id = $1', [first.conversation.id]);
  const change = { label: 'Couleur', startsAt: STARTS_AT, endsAt: null, timeZone: null, cancelled: false };
  const was = first.appointment.updatedAt;
  const ids = { messageId: randomUUID(), words: words(appointmentId) };
  const silent = await appointments.change({ appointmentId, ...change, was, ...ids });
  expect(silent).toMatchObject({ appointment: { label: 'Couleur' }, message: null });
  const again = await book();
  expect([again.opened, again.message?.seq, again.appointment.label]).toEqual([true, 1, 'Coupe']);
  expect(again.conversation.id).not.toBe(first.conversation.id);
});

it('PRIV-5: a booking that comes late does not bring an erased person back, and whoever returns is made known by the directory', async () => {
  const appointments = createAppointments(database.pool);
  const upTo = '2026-01-01T00:00:00.000Z';
  const subject = randomUUID();
  await database.pool.query(
    `insert into withdrawn_subjects (digest, revoked_up_to, forget_at)
     values (subject_digest_v1('client', $1), $2, now() + interval '1 day')`,
    [subject, upTo],
  );
  const appointmentId = randomUUID();
  const professional = { subject: randomUUID(), name: undefined, email: undefined };
  const book = () =>
    appointments.book({
      appointmentId,
      professional,
      client: { subject, name: 'Léa', email: 'lea@example.org' },
      label: 'Coupe',
      startsAt: STARTS_AT,
      endsAt: null,
      locale: 'fr',
      conversationId: randomUUID(),
      professionalId: randomUUID(),
      clientId: randomUUID(),
      messageId: randomUUID(),
      words: words(appointmentId),
    });
  await expect(book()).rejects.toMatchObject({ code: 'unprocessable' });
  expect(await repositories.directory.find('client', subject)).toBeNull();
  // Nothing of the booking is left, not even of the other one.
  expect(await repositories.directory.find('professional', professional.subject)).toBeNull();
  expect(await appointments.find(appointmentId)).toBeNull();

  await repositories.directory.put(randomUUID(), { side: 'client', subject, name: 'Léa' });
  expect(await book()).toMatchObject({ opened: true, appointment: { client: { subject } } });
  const token = { id: randomUUID(), side: 'client', subject, name: null, email: null } as const;
  const known = await repositories.directory.resolve({ ...token, issuedAtMs: Date.parse(upTo) - 1 });
  expect(known.revokedUpToMs).toBe(Date.parse(upTo));
});
