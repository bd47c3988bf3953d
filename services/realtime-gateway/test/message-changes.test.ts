import { randomUUID } from 'node:crypto';
import { createAccessCache } from '@causerie/auth';
import { createMemoryBus } from '@causerie/bus';
import type { Attachment, Message, Person } from '@causerie/contracts';
import { persistMessages } from '@causerie/core';
import { createMemoryRepositories } from '@causerie/db';
import { v1 } from '@causerie/dialects';
import { createDeadlines, createLogger } from '@causerie/service-kit';
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFollower } from '../src/follow.ts';
import { hearSocket, type InboundDeps } from '../src/inbound.ts';
import { createOutbound } from '../src/outbound.ts';
import { createSession, createSessions } from '../src/session.ts';

const COMMAND_DEADLINE_MS = 2000;

const { store, ...repositories } = createMemoryRepositories();
const sessions = createSessions();
let deps: InboundDeps;

beforeEach(() => {
  const persist = { messages: repositories.messages, pauseMs: async () => undefined, onRetry: () => undefined };
  const bus = createMemoryBus(
    (batch) =>
      new Promise((resolve, reject) => {
        const rest = { announcer: bus, onPoison: reject, onAnnounceFailed: reject };
        persistMessages({ ...persist, ...rest }, batch, resolve).catch(reject);
      }),
  );
  const accessCache = createAccessCache(repositories.conversations);
  const follower = createFollower(
    { messages: repositories.messages, access: repositories.conversations.access },
    (error) => expect.fail(String(error)),
  );
  bus.listen(
    createOutbound({
      sessions,
      accessCache,
      actors: { withdraw: () => undefined },
      follower,
      unread: { hear: () => undefined },
      callTeller: { hear: () => undefined },
      onDelivered: () => undefined,
    }),
  );
  deps = {
    ...repositories,
    accessCache,
    follower,
    announcer: bus,
    lanes: bus,
    clock: { nowMs: Date.now },
    ids: { next: randomUUID },
    deadlines: createDeadlines(COMMAND_DEADLINE_MS),
    logger: createLogger({ service: 'test', level: 'silent', replicaId: 'test' }),
    onCommand: () => undefined,
  } as unknown as InboundDeps;
});
afterEach(() => deps.deadlines.stop());

/** A v1 socket of a person: what it heard, and a way to emit and wait for the acknowledgement. */
function connect(person: Person) {
  const heard: Array<{ event: string; message: Message }> = [];
  let onEvent: (event: string, ...args: unknown[]) => void = () => undefined;
  const socket = {
    id: randomUUID(),
    onAny: (listener: typeof onEvent) => void (onEvent = listener),
    emit: (event: string, payload: { message: Message }) => void heard.push({ event, message: payload.message }),
  };
  const session = createSession(
    socket as unknown as Socket,
    v1,
    { person, expiresAtMs: Number.MAX_SAFE_INTEGER, issuedAtMs: 0 },
    { tellsUnread: false },
  );
  sessions.add(session);
  hearSocket(deps, session);
  // oxlint-disable-next-line typescript/no-explicit-any -- each event has an acknowledgement of its own shape
  const emit = (event: string, payload: object) => new Promise<any>((resolve) => onEvent(event, payload, resolve));
  return { heard, emit };
}

async function newTalk() {
  const put = (side: Person['side']) =>
    repositories.directory.put(randomUUID(), { side, subject: randomUUID(), name: side });
  const [doctor, patient, stranger] = [await put('professional'), await put('client'), await put('client')];
  const pair = { id: randomUUID(), professionalId: doctor.id, clientId: patient.id, subject: null };
  const { conversation } = await repositories.conversations.openPair(pair);
  const [mine, theirs, outside] = [connect(patient), connect(doctor), connect(stranger)];
  return { doctor, patient, conversationId: conversation.id, mine, theirs, outside };
}

describe('A socket of v1', () => {
  it('sends with people and files', async () => {
    const { conversationId, doctor, patient, mine, theirs } = await newTalk();
    const nothing = { width: null, height: null, sha256: null, hasThumbnail: false, url: null };
    const file: Attachment = {
      id: randomUUID(),
      name: 'a',
      mediaType: 'image/png',
      sizeBytes: 1,
      state: 'ready',
      ...nothing,
    };
    const place = { conversationId, uploaderId: patient.id, messageId: null, deletedAt: null };
    store.attachments.set(file.id, { attachment: file, ...place });
    const said = { conversationId, mentions: [doctor.id], attachmentIds: [file.id] };
    const { ok, message } = await mine.emit('message.send', said);
    expect([ok, message]).toMatchObject([
      true,
      { type: 'image', content: '', attachments: [file], mentions: [doctor.id] },
    ]);
    expect(theirs.heard).toEqual([{ event: 'message.created', message }]);
    expect(await mine.emit('message.send', said)).toMatchObject({ ok: false, error: { code: 'unprocessable' } });
    expect(await mine.emit('message.send', { conversationId })).toMatchObject({ error: { code: 'invalid_input' } });
  });

  it('DEL-7, DEL-11: changes messages, and every participant hears the new state and its revision', async () => {
    const { conversationId, patient, mine, theirs, outside } = await newTalk();
    const { message } = await mine.emit('message.send', { conversationId, content: 'Bonjour' });
    const messageId = message.id;
    const edited = await mine.emit('message.edit', { messageId, content: 'Bonsoir' });
    const liked = await mine.emit('reaction.set', { messageId, emoji: '👍', active: true });
    const deleted = await mine.emit('message.delete', { messageId });
    expect([edited, liked, deleted]).toMatchObject([
      { ok: true, message: { content: 'Bonsoir', revision: 1 } },
      { ok: true, message: { reactions: [{ emoji: '👍', personIds: [patient.id] }], revision: 2 } },
      { ok: true, message: { content: '', reactions: [], revision: 3 } },
    ]);
    const expected = [
      { event: 'message.created', message },
      { event: 'message.updated', message: edited.message },
      { event: 'message.updated', message: liked.message },
      { event: 'message.deleted', message: deleted.message },
    ];
    expect(theirs.heard).toEqual(expected);
    expect(mine.heard).toEqual(expected);
    expect(outside.heard).toEqual([]);
  });

  it('hears the code of a refusal', async () => {
    const { conversationId, mine, theirs, outside } = await newTalk();
    const { message } = await mine.emit('message.send', { conversationId, content: 'Bonjour' });
    const edit = { messageId: message.id, content: 'autre' };
    expect(await theirs.emit('message.edit', edit)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await outside.emit('message.edit', edit)).toMatchObject({ ok: false, error: { code: 'not_found' } });
    const word = { messageId: message.id, emoji: 'super', active: true };
    expect(await theirs.emit('reaction.set', word)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });
});
