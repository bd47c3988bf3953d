import { randomUUID } from 'node:crypto';
import { APPOINTMENTS_QUEUE, type Announcement } from '@causerie/contracts';
import {
  createAppointments,
  createNotificationRepositories,
  createPrivacyRepositories,
  createRepositories,
  migrate,
} from '@causerie/db';
import {
  createLogger,
  createMetrics,
  createPool,
  createQueue,
  createReadiness,
  createRedis,
} from '@causerie/service-kit';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildApp } from '../src/app.ts';
import { appointmentJob } from '../src/appointments.ts';
import { testEnv } from './test-env.ts';

const WAIT = { timeout: 15_000 };

let stage: Awaited<ReturnType<typeof openStage>>;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** The worker on a real queue and a database of its own. */
async function openStage() {
  const { databaseUrl, redisUrl } = testEnv();
  const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });
  const server = createPool({ url: databaseUrl, name: 'tests', max: 1, logger });
  const database = `booked_${randomUUID().replaceAll('-', '')}`;
  await server.query(`create database ${database}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${database}`;
  const pool = createPool({ url: url.href, name: 'tests', max: 6, logger });
  await migrate(pool);
  const { directory, messages } = createRepositories(pool);
  const appointments = createAppointments(pool);
  const announced: Announcement[] = [];
  const job = appointmentJob({
    appointments,
    announcer: { announce: async (all) => void announced.push(...all) },
    ids: { next: v7 },
    notifications: createNotificationRepositories(pool).notifications,
    defaultTimeZone: 'Europe/Paris',
    logger,
  });
  const prefix = `t-${randomUUID().slice(0, 13)}`;
  const connect = (role: 'commands' | 'blocking') => createRedis({ url: redisUrl, name: 'tests', logger, role });
  const [commands, blocking] = [connect('commands'), connect('blocking')];
  const worker = await buildApp({
    logger,
    metrics: createMetrics('message-worker'),
    readiness: createReadiness(),
    messages,
    commands,
    blocking,
    prefix,
    lanes: 1,
    jobs: [job],
    trustProxy: [],
  });
  const queue = createQueue(APPOINTMENTS_QUEUE, { connection: commands, prefix, logger });
  return {
    appointments,
    announced,
    directory,
    ...createPrivacyRepositories(pool),
    waitingCount: () => queue.getJobCounts('wait', 'delayed', 'active', 'failed'),
    /** Adds a job as the product team's system does, with short pauses. */
    async add(data: object, attempts = 1) {
      const removeOnFail = { count: 10 };
      await queue.add('command', data, { attempts, backoff: { type: 'fixed', delay: 50 }, removeOnFail });
    },
    deadLetters: async () => (await worker.app.inject('/admin/dead-letters')).json().items,
    async contents(conversationId: string, personId: string) {
      const page = await messages.page({ conversationId, personId, limit: 100 });
      return page?.items.map(({ content }) => content);
    },
    async close() {
      await Promise.all([worker.app.close(), worker.close()]);
      await queue.close();
      for (const redis of [commands, blocking]) redis.disconnect();
      await pool.end();
      await server.query(`drop database ${database} with (force)`);
      await server.end();
    },
  };
}

function booking() {
  const appointmentId = `rdv-${randomUUID()}`;
  const people = { professional: { subject: randomUUID(), name: 'Moreau' }, client: randomUUID() };
  return { v: 1, command: 'book', appointmentId, ...people, label: 'Coupe', startsAt: '2026-11-21T13:30:00Z' };
}

it('appointments are booked, moved and cancelled by queue as by REST, each once however often it is commanded', async () => {
  const book = booking();
  const { appointmentId } = book;
  const move = { v: 1, command: 'reschedule', appointmentId, startsAt: '2026-11-22T13:30:00Z' };
  const cancel = { v: 1, command: 'cancel', appointmentId };
  for (const data of [book, book, move, move, book, cancel, cancel]) await stage.add(data);
  await expect.poll(async () => (await stage.appointments.find(appointmentId))?.cancelledAt, WAIT).toBeTruthy();
  const found = await stage.appointments.find(appointmentId);
  await expect
    .poll(() => stage.contents(found?.conversationId ?? '', found?.client.id ?? ''), WAIT)
    .toEqual([
      'Rendez-vous confirmé : Coupe, samedi 21 novembre 2026 à 14:30.',
      'Rendez-vous modifié : Coupe, dimanche 22 novembre 2026 à 14:30.',
      'Rendez-vous annulé : Coupe, dimanche 22 novembre 2026 à 14:30.',
    ]);
  const types = stage.announced.map(({ event }) => event.type);
  expect(types.filter((type) => type === 'conversation.created')).toHaveLength(1);
  expect(types.filter((type) => type === 'message.created')).toHaveLength(3);
  expect(types.filter((type) => type === 'notification.created')).toHaveLength(6);
});

it('a command that comes before its booking succeeds when it is tried again', async () => {
  const book = booking();
  const { appointmentId } = book;
  await stage.add({ v: 1, command: 'cancel', appointmentId }, 20);
  await stage.add(book);
  await expect.poll(async () => (await stage.appointments.find(appointmentId))?.cancelledAt, WAIT).toBeTruthy();
});

it('a job that is no command becomes a dead letter, and the next one is done', async () => {
  const before = (await stage.deadLetters()).length;
  const book = booking();
  const bad = [{}, { ...book, v: 2 }, { ...book, command: 'destroy' }, { ...book, startsAt: 'soon' }];
  for (const data of [...bad, book]) await stage.add(data);
  await expect.poll(() => stage.appointments.find(book.appointmentId), WAIT).not.toBeNull();
  await expect.poll(async () => (await stage.deadLetters()).length, WAIT).toBe(before + bad.length);
});

it('PRIV-5: a booking that comes after its person was erased brings no name back and leaves no dead letter', async () => {
  const before = (await stage.deadLetters()).length;
  const erased = { side: 'client', subject: randomUUID(), name: 'Léa Martin' } as const;
  const { id: personId } = await stage.directory.put(randomUUID(), erased);
  const { id } = await stage.privacyRequests.openErasure({ id: randomUUID(), personId, tokenLifeMs: 60_000 });
  await stage.erasures.erasePerson({ requestId: id, personId });
  const [late, other] = [{ ...booking(), client: { subject: erased.subject, name: erased.name } }, booking()];
  for (const data of [late, other]) await stage.add(data, 3);
  await expect.poll(() => stage.appointments.find(other.appointmentId), WAIT).not.toBeNull();
  await expect.poll(stage.waitingCount, WAIT).toMatchObject({ wait: 0, delayed: 0, active: 0 });
  expect((await stage.deadLetters()).length).toBe(before);
  expect(await stage.appointments.find(late.appointmentId)).toBeNull();
  expect(await stage.directory.find('client', erased.subject)).toBeNull();
});
