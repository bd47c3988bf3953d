import { randomUUID } from 'node:crypto';
import { openDoorBus } from '@causerie/bus';
import { createNotificationRepositories } from '@causerie/db';
import { createLogger, createMetrics } from '@causerie/service-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAuditDoor, type AuditDoor, type Bearer } from './audit-door.ts';
import { testRedisUrl } from './test-env.ts';

const BACK_END = { side: 'service', subject: 'back' } as const;
const metrics = createMetrics('door');

type Pair = Awaited<ReturnType<AuditDoor['pair']>>;
let door: AuditDoor;
beforeAll(async () => {
  const logger = createLogger({ service: 'test', level: 'silent', replicaId: 'test' });
  const bus = await openDoorBus({
    url: testRedisUrl(),
    name: 'tests',
    prefix: `t-${randomUUID().slice(0, 13)}`,
    laneCount: 1,
    doorId: randomUUID(),
    clock: { nowMs: Date.now },
    logger,
    metrics,
  });
  // From here on Redis takes nothing.
  await bus.close();
  door = await openAuditDoor({ announcer: bus.announcer });
});
afterAll(() => door.close());

async function lostCount(): Promise<number> {
  const { values } = await metrics.counter('announcements_lost_total', '').get();
  return values[0]?.value ?? 0;
}

async function send(who: Bearer, { conversation }: Pair): Promise<string> {
  const body = { content: 'Bonjour', clientMessageId: randomUUID() };
  const sent = await door.call(who, 'POST', `/v1/conversations/${conversation.id}/messages`, body);
  return ((await sent.json()) as { id: string }).id;
}

async function tell({ patient }: Pair): Promise<string> {
  const id = randomUUID();
  const told = { id, personId: patient.id, kind: 'system', dedupeKey: id, conversationId: null, detail: {} } as const;
  await createNotificationRepositories(door.pool).notifications.add(told);
  return id;
}

const appointment = (id: string) => ({
  appointmentId: id,
  professional: { subject: `p${id}` },
  client: { subject: `c${id}` },
  label: 'Contrôle',
  startsAt: '2027-01-12T09:00:00.000Z',
});

/** One request per use-case that announces; each is made against a pair of its own. */
const CASES: Record<string, (pair: Pair) => Promise<Response>> = {
  'read marker': async (pair) => {
    await send(pair.doctor, pair);
    return door.call(pair.patient, 'POST', `/v1/conversations/${pair.conversation.id}/read`, { upToSeq: 1 });
  },
  'delivered marker': async (pair) => {
    await send(pair.doctor, pair);
    return door.call(pair.patient, 'POST', `/v1/conversations/${pair.conversation.id}/delivered`, { upToSeq: 1 });
  },
  'read marker by message': async (pair) =>
    door.call(pair.patient, 'POST', `/v1/messages/${await send(pair.doctor, pair)}/read`),
  typing: ({ patient, conversation }) =>
    door.call(patient, 'POST', `/v1/conversations/${conversation.id}/typing`, { active: true }),
  'new conversation': async ({ doctor }) => {
    const { patient } = await door.pair(['Dr Roux', 'Zoé']);
    const ends = { professional: doctor.subject, client: patient.subject };
    await door.call(BACK_END, 'PUT', '/v1/directory/links', ends);
    return door.call(doctor, 'POST', '/v1/conversations', { withPersonId: patient.id });
  },
  'changed conversation': ({ doctor, conversation }) =>
    door.call(doctor, 'PATCH', `/v1/conversations/${conversation.id}`, { subject: 'Résultats' }),
  'archived conversation': ({ doctor, conversation }) =>
    door.call(doctor, 'POST', `/v1/conversations/${conversation.id}/archive`),
  'removed conversation': ({ doctor, conversation }) =>
    door.call(doctor, 'DELETE', `/v1/conversations/${conversation.id}`),
  'edited message': async (pair) =>
    door.call(pair.doctor, 'PATCH', `/v1/messages/${await send(pair.doctor, pair)}`, { content: 'Bonsoir' }),
  'deleted message': async (pair) => door.call(pair.doctor, 'DELETE', `/v1/messages/${await send(pair.doctor, pair)}`),
  reaction: async (pair) =>
    door.call(pair.patient, 'PUT', `/v1/messages/${await send(pair.doctor, pair)}/reactions/👍`),
  'read notification': async (pair) => door.call(pair.patient, 'POST', `/v1/notifications/${await tell(pair)}/read`),
  'read notifications': async (pair) => {
    await tell(pair);
    return door.call(pair.patient, 'POST', '/v1/notifications/read-all');
  },
  'deleted notification': async (pair) => door.call(pair.patient, 'DELETE', `/v1/notifications/${await tell(pair)}`),
  logout: ({ patient }) => door.call(patient, 'POST', '/v1/logout'),
  'ended sessions': ({ patient }) =>
    door.call(BACK_END, 'DELETE', `/v1/directory/users/client/${patient.subject}/sessions`),
  'booked appointment': () => door.call(BACK_END, 'POST', '/v1/appointments', appointment('a1')),
  'moved appointment': async () => {
    await door.call(BACK_END, 'POST', '/v1/appointments', appointment('a2'));
    return door.call(BACK_END, 'PATCH', '/v1/appointments/a2', { label: 'Suivi' });
  },
  'cancelled appointment': async () => {
    await door.call(BACK_END, 'POST', '/v1/appointments', appointment('a3'));
    return door.call(BACK_END, 'POST', '/v1/appointments/a3/cancel');
  },
};

describe('DEL-14: what is committed is answered as such, although nobody can be told of it', () => {
  for (const [name, act] of Object.entries(CASES)) {
    it(`${name}: the request succeeds and the loss is counted`, async () => {
      const pair = await door.pair(['Dr Moreau', 'Léa']);
      const before = await lostCount();
      const answer = await act(pair);
      expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([expect.any(Number), '']);
      expect(await lostCount()).toBeGreaterThan(before);
    });
  }
});
