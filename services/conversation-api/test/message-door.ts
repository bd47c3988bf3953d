import { createHmac, randomUUID } from 'node:crypto';
import type { Announcement, Attachment, Conversation, Person } from '@causerie/contracts';
import { createMemoryBus } from '@causerie/bus';
import { persistMessages } from '@causerie/core';
import { createMemoryRepositories } from '@causerie/db';
import { createLogger, createMetrics, createReadiness, type HttpApp } from '@causerie/service-kit';
import { buildApp, type ApiDeps } from '../src/app.ts';

const SECRET = 'a secret of at least thirty-two characters';

/** The REST door over memory, with two people who have a conversation and a third who has none. */
export interface MessageDoor {
  app: HttpApp;
  client: Person;
  professional: Person;
  stranger: Person;
  conversation: Conversation;
  /** What was announced so far; the test may empty it. */
  announced: Announcement[];
  /** From now on nothing can be announced. */
  loseBus(): void;
  /** A file that the client uploaded. */
  upload(mediaType: string): Attachment;
  setStatus(status: Conversation['status']): void;
  call(
    person: Person,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<Answer>;
}

/** What a call answered. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of its answer
  body: any;
}

/** Builds the door as main does, with twins in memory for what is outside the process. */
export async function openMessageDoor(): Promise<MessageDoor> {
  const { store, ...repositories } = createMemoryRepositories();
  const announced: Announcement[] = [];
  let busIsLost = false;
  const announcer: ApiDeps['announcer'] = {
    async announce(all) {
      if (busIsLost) throw new Error('the bus is away');
      announced.push(...all);
    },
  };
  const app = await buildApp({
    ...repositories,
    announcer,
    lanes: createLanes(repositories.messages, announcer),
    clock: { nowMs: Date.now },
    ids: { next: randomUUID },
    logger: createLogger({ service: 'test', level: 'silent', replicaId: 'test' }),
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    tokens: { JWT_SECRET: SECRET, JWT_MAX_AGE_SECONDS: 3600 },
    corsOrigins: [],
    trustProxy: [],
  } as unknown as ApiDeps);
  const put = (side: Person['side'], name: string) =>
    repositories.directory.put(randomUUID(), { side, subject: name, name });
  const [professional, client, stranger] = [
    await put('professional', 'Moreau'),
    await put('client', 'Léa'),
    await put('client', 'Zoé'),
  ];
  const pair = { id: randomUUID(), professionalId: professional.id, clientId: client.id, subject: null };
  const { conversation } = await repositories.conversations.openPair(pair);
  return {
    app,
    client,
    professional,
    stranger,
    conversation,
    announced,
    loseBus: () => void (busIsLost = true),
    upload(mediaType) {
      const attachment = fileOf(mediaType);
      const place = { conversationId: conversation.id, uploaderId: client.id, messageId: null, deletedAt: null };
      store.attachments.set(attachment.id, { attachment, ...place });
      return attachment;
    },
    setStatus(status) {
      const stored = store.conversations.get(conversation.id);
      if (stored !== undefined) stored.status = status;
    },
    async call(person, method, path, body) {
      const headers = { authorization: `Bearer ${tokenOf(person)}` };
      const response = await app.inject({ method, url: `/v1${path}`, headers, ...(body && { payload: body }) });
      return { status: response.statusCode, body: response.json() };
    },
  };
}

function fileOf(mediaType: string): Attachment {
  const unknown = { width: null, height: null, sha256: null, hasThumbnail: false, url: null };
  return { id: randomUUID(), name: 'a', mediaType, sizeBytes: 1, state: 'ready', ...unknown };
}

/** Lanes whose worker is this process. */
function createLanes(messages: ApiDeps['messages'], announcer: ApiDeps['announcer']): ApiDeps['lanes'] {
  const ignored = { onRetry: () => undefined, onPoison: () => undefined, onAnnounceFailed: () => undefined };
  const worker = { messages, announcer, pauseMs: async () => undefined, ...ignored };
  return createMemoryBus(
    (batch) => new Promise((resolve, reject) => void persistMessages(worker, batch, resolve).catch(reject)),
  );
}

function tokenOf({ side, subject, name }: Person): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, role: side, name, iat: now, exp: now + 600 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
