import { randomUUID } from 'node:crypto';
import type { Announcement, Event, Person, PushPayload, PushSubscriptionBody } from '@causerie/contracts';
import type { Digest, Messages, PushOutcome } from '@causerie/core';
import { createNotificationRepositories, createRepositories, migrate } from '@causerie/db';
import {
  createLogger,
  createMetrics,
  createPool,
  createQueue,
  createReadiness,
  createRedis,
  type JobKind,
} from '@causerie/service-kit';
import { buildApp } from '../src/app.ts';
import { createNotify } from '../src/notify/notify-kinds.ts';
import { testEnv } from './test-env.ts';

/** What a fake push service was asked. */
export interface Pushed {
  endpoint: string;
  payload: PushPayload;
}

/** One browser as it subscribes; the keys are well formed, nothing is encrypted to them. */
export function browser(name: string): PushSubscriptionBody {
  return { endpoint: `https://push.example.com/${name}`, keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) } };
}

const logger = createLogger({ service: 'message-worker', level: 'silent', replicaId: 'tests' });

/** A database of the test's own and a corner of Redis. */
async function openServers() {
  const { databaseUrl, redisUrl } = testEnv();
  const name = `notify_${randomUUID().replaceAll('-', '')}`;
  const server = createPool({ url: databaseUrl, name: 'tests', max: 1, logger });
  await server.query(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const pool = createPool({ url: url.href, name: 'tests', max: 6, logger });
  await migrate(pool);
  const redisOptions = { url: redisUrl, name: 'tests', logger };
  const commands = createRedis({ ...redisOptions, role: 'commands' });
  const blocking = createRedis({ ...redisOptions, role: 'blocking' });
  const prefix = `t-${randomUUID().slice(0, 13)}`;
  const queues = ['push', 'digest'].map((queue) => createQueue(queue, { connection: commands, prefix, logger }));
  return {
    pool,
    commands,
    blocking,
    prefix,
    /** Every job that was handed over is done. */
    async untilQuiet(): Promise<void> {
      for (;;) {
        const counts = await Promise.all(
          queues.map((queue) => queue.getJobCountByTypes('wait', 'active', 'delayed', 'prioritized')),
        );
        if (counts.every((count) => count === 0)) return;
      }
    },
    async close(): Promise<void> {
      await Promise.all(queues.map((queue) => queue.close()));
      for (const redis of [commands, blocking]) redis.disconnect();
      await pool.end();
      await server.query(`drop database ${name} with (force)`);
      await server.end();
    },
  };
}

/** The worker's own app, with only some of its background work. */
function buildWorker({ commands, blocking, prefix }: Servers, messages: Pick<Messages, 'persist'>, jobs: JobKind[]) {
  const [metrics, readiness] = [createMetrics('message-worker'), createReadiness()];
  const work = { messages, commands, blocking, prefix, lanes: 1, jobs };
  return buildApp({ ...work, logger, metrics, readiness, trustProxy: [] });
}

type Servers = Awaited<ReturnType<typeof openServers>>;

/** Takes every push, unless it was told to answer otherwise. */
function fakePushService() {
  const pushed: Pushed[] = [];
  const answers: Array<PushOutcome | Error> = [];
  return {
    pushed,
    answers,
    async send({ endpoint }: PushSubscriptionBody, payload: PushPayload): Promise<PushOutcome> {
      const answer = answers.shift() ?? 'taken';
      if (answer instanceof Error) throw answer;
      pushed.push({ endpoint, payload });
      return answer;
    },
  };
}

/** Workers that notify, with a push service and a mailbox of the test's own. */
export async function openStage() {
  const servers = await openServers();
  const { pool, commands, prefix, untilQuiet } = servers;
  const repositories = { ...createRepositories(pool), ...createNotificationRepositories(pool) };
  const told: Announcement[] = [];
  const { pushed, answers, ...pushService } = fakePushService();

  const settings = { showNames: false, pushAfterSeconds: 0, digestAfterSeconds: 0, keptDays: 90 };
  const open = new Set<() => Promise<void>>();

  /** A process of the worker. Sweeps run when the test says so, unless `scheduled`; queues are worked through always. */
  async function startWorker(
    options: Partial<typeof settings> & {
      mail?: (digest: Digest) => Promise<void>;
      pushOff?: boolean;
      scheduled?: boolean;
    } = {},
  ) {
    const notify = createNotify({
      ...settings,
      ...options,
      sweeps: repositories.sweeps,
      pushes: repositories.pushSubscriptions,
      digests: repositories.digests,
      announcer: { announce: async (announcements) => void told.push(...announcements) },
      clock: { nowMs: Date.now },
      mail: options.mail ?? null,
      sender: options.pushOff === true ? null : pushService,
      commands,
      prefix,
      logger,
    });
    const byHand = (kind: JobKind): boolean => kind.everyMs !== undefined && options.scheduled !== true;
    const jobs = notify.kinds.filter((kind) => !byHand(kind));
    const { app, close } = await buildWorker(servers, repositories.messages, jobs);
    const stop = async (): Promise<void> => {
      open.delete(stop);
      await Promise.all([app.close(), close()]);
      await notify.close();
    };
    open.add(stop);
    const run = (kind: string) => async (): Promise<void> => {
      await notify.kinds.find((candidate) => candidate.name === kind)?.process({});
      await untilQuiet();
    };
    return { app, notify, sweep: run('notify-sweep'), digest: run('digest-sweep'), tidy: run('notify-tidy'), stop };
  }

  async function stopWorkers(): Promise<void> {
    for (const stop of [...open]) await stop();
  }

  return {
    pool,
    repositories,
    told,
    pushed,
    answers,
    startWorker,
    stopWorkers,
    async close(): Promise<void> {
      await stopWorkers();
      await servers.close();
    },
  };
}

/** The stage of a test file. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Events of a type that one person heard, alone. */
export function heard<T extends Event['type']>(
  { told }: Stage,
  person: Person,
  type: T,
): Array<Extract<Event, { type: T }>> {
  return told
    .filter(({ audience, event }) => event.type === type && audience.length === 1 && audience[0] === person.id)
    .map(({ event }) => event as Extract<Event, { type: T }>);
}

/** Text that must never leave: if it is found in a push or an e-mail, content has leaked. */
export const CANARY = 'canari-secret-7f3a';

/** Two new people in a new conversation; the client has a browser. */
export async function newPair({ repositories }: Stage, browserName: string | null = randomUUID()) {
  const { directory, conversations, pushSubscriptions } = repositories;
  const put = (side: Person['side']): Promise<Person> =>
    directory.put(randomUUID(), {
      side,
      subject: randomUUID(),
      name: `${CANARY} ${side}`,
      email: `${randomUUID()}@example.com`,
    });
  const professional = await put('professional');
  const client = await put('client');
  const pair = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject: CANARY };
  const { conversation } = await conversations.openPair(pair);
  if (browserName !== null)
    await pushSubscriptions.save({ ...browser(browserName), id: randomUUID(), personId: client.id });
  return { professional, client, conversation };
}

/** Commits messages of one author. */
export async function say({ repositories }: Stage, conversationId: string, author: Person, count = 1): Promise<void> {
  const batch = Array.from({ length: count }, () => ({
    id: randomUUID(),
    conversationId,
    author,
    clientMessageId: randomUUID(),
    type: 'text' as const,
    content: CANARY,
    metadata: null,
    replyToId: null,
    requestId: null,
  }));
  await repositories.messages.persist(batch);
}

/** Makes the log of a conversation look as if it had been written so long ago. */
export async function age({ pool }: Stage, conversationId: string, seconds: number): Promise<void> {
  await pool.query(
    `update messages set created_at = created_at - $2 * interval '1 second' where conversation_id = $1`,
    [conversationId, seconds],
  );
}
