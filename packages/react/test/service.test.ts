import type { Conversation, Message } from '@causerie/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hold, placeOf } from '../src/components/ready-made/shared-client.ts';
import { eventually, openStage, refusal, type Stage, tokenOf } from './service-stage.ts';

const CONNECT_TIMEOUT_MS = 20_000;

let stage: Stage;
let conversation: Conversation;
beforeEach(async () => {
  stage = await openStage();
  conversation = stage.log.create([stage.doctor, stage.patient]);
});
afterEach(() => stage.close());

/** The patient's service, connected. */
async function begun(): Promise<void> {
  const { service, patient, replica } = stage;
  await service.initialize({ token: tokenOf(patient), url: replica.url });
  await service.connect();
}

describe('Conversations of the service', () => {
  it('are all there, however many pages they are on', async () => {
    const { log, patient, routes, service } = stage;
    for (let n = 0; n < 5; n += 1) log.create([log.addPerson('professional', `2${n}`, 'Dr'), patient]);
    routes['GET /v1/conversations'] = ({ url }) => {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const all = log.list(patient);
      return { items: all.slice(from, from + 2), nextCursor: from + 2 < all.length ? String(from + 2) : null };
    };
    await begun();
    expect(await service.getUserConversations()).toHaveLength(6);
    expect(new Set((await service.initialize()).map(({ id }) => id)).size).toBe(6);
  });

  it('are asked for until there are no more, and not for ever; a page that fails is told', async () => {
    const { log, patient, routes, service, asked } = stage;
    let isBroken = true;
    routes['GET /v1/conversations'] = ({ url }) =>
      isBroken && url.searchParams.has('cursor')
        ? refusal(503, 'unavailable')
        : { items: log.list(patient), nextCursor: 'again' };
    await expect(begun()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    isBroken = false;
    expect(await service.getUserConversations()).toHaveLength(1);
    expect(asked.filter((one) => one === 'GET /v1/conversations').length).toBeLessThan(300);
  });

  it('are read by their id, and by that of a message, whether or not they are loaded', async () => {
    const { log, doctor, patient, routes, service } = stage;
    const { message } = log.send(doctor, conversation.id, 'k1', 'Bonjour');
    log.send(doctor, conversation.id, 'k2', 'Comment allez-vous ?');
    const readSeq = () =>
      log.snapshot(conversation.id).participants.find((one) => one.person.id === patient.id)?.readSeq;
    routes['GET /v1/conversations'] = () => ({ items: [], nextCursor: null });
    routes[`GET /v1/messages/${message.id}`] = () => message;
    routes[`GET /v1/messages/${conversation.id}`] = () => refusal(404, 'not_found');
    // Else the session names the conversation, and it is loaded.
    const { snapshot } = log;
    routes[`GET /v1/conversations/${conversation.id}`] = () => refusal(503, 'unavailable');
    await begun();
    await service.markAsRead(message.id);
    expect(readSeq()).toBe(1);
    await expect(service.markAsRead(conversation.id)).rejects.toMatchObject({ code: 'unavailable' });
    routes[`GET /v1/conversations/${conversation.id}`] = () => snapshot.call(log, conversation.id);
    await service.markAsRead(conversation.id);
    expect(readSeq()).toBe(2);
  });

  it('are blocked and renamed, and the one that was joined last is active', async () => {
    const { routes, service } = stage;
    const done: unknown[] = [];
    const at = `/v1/conversations/${conversation.id}`;
    for (const name of [`POST ${at}/block`, `POST ${at}/unblock`, `PATCH ${at}`]) {
      routes[name] = ({ body }) => (done.push([name.split('/').at(-1), body]), conversation);
    }
    await begun();
    await service.blockConversation(conversation.id);
    await service.unblockConversation(conversation.id);
    await service.renameConversation(conversation.id, 'Genou');
    expect(done).toEqual([
      ['block', {}],
      ['unblock', {}],
      [conversation.id, { subject: 'Genou' }],
    ]);
    expect(service.getActiveConversation()).toBeNull();
    await expect(service.sendMessage('Où ?')).rejects.toMatchObject({ code: 'invalid_input' });
    service.joinConversation(conversation.id);
    expect(service.getActiveConversation()).toBe(conversation.id);
    expect(await service.sendMessage('Ici')).toMatchObject({ content: 'Ici', conversationId: conversation.id, seq: 1 });
    // A page that has nothing to say must not say the name of its conversation.
    for (const nothing of [undefined, null]) {
      const saying = service.sendMessage(conversation.id, nothing as never);
      await expect(saying).rejects.toMatchObject({ code: 'invalid_input' });
    }
    service.setActiveConversation(null);
    expect(service.getActiveConversation()).toBeNull();
  });
});

describe('Messages of the service', () => {
  it('come before and after one that is named by its id or its place, as many as were asked for', async () => {
    const { log, doctor, routes, service } = stage;
    const sent = Array.from({ length: 250 }, (_, n) => log.send(doctor, conversation.id, `k${n}`, `${n + 1}`).message);
    const [tenth, elsewhere] = [sent[9], { ...sent[0], conversationId: 'another' }];
    routes[`GET /v1/messages/${tenth?.id}`] = () => tenth;
    routes['GET /v1/messages/elsewhere'] = () => elsewhere;
    await begun();
    const seqs = async (query?: object) =>
      (await service.getConversationMessages(conversation.id, query)).map(({ seq }) => seq);
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
    expect(await seqs()).toEqual(range(201, 250));
    expect(await seqs({ limit: 230 })).toEqual(range(21, 250));
    expect(await seqs({ limit: 1000 })).toEqual(range(1, 250));
    expect(await seqs({ before: tenth?.id, limit: 5 })).toEqual(range(5, 9));
    expect(await seqs({ before: 4 })).toEqual(range(1, 3));
    expect(await seqs({ before: '4', limit: 2 })).toEqual([2, 3]);
    expect(await seqs({ after: tenth?.id, limit: 120 })).toEqual(range(11, 130));
    expect(await seqs({ after: 0, limit: 3 })).toEqual([1, 2, 3]);
    for (const query of [{ limit: 0 }, { limit: 1001 }, { limit: 1.5 }, { before: 9, after: 2 }]) {
      await expect(seqs(query)).rejects.toMatchObject({ code: 'invalid_input' });
    }
    await expect(seqs({ before: 'elsewhere' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('say what their sender said beside the text, with the whole address of a file that is elsewhere than the page', async () => {
    const { log, doctor, patient, replica, service } = stage;
    log.send(doctor, conversation.id, 'k', '');
    const file = { id: 'f', name: 'radio.png', mediaType: 'image/png', sizeBytes: 12, url: null };
    const attachments = [file] as unknown as Message['attachments'];
    const metadata = { fileUrl: 'https://elsewhere.test/x', fileName: 'said.png', context: 'genou' };
    log.change(conversation.id, 1, { attachments, metadata });
    vi.stubGlobal('location', { origin: 'http://page.test' });
    const told = stage.told('new_message');
    await begun();
    const [message] = await service.getConversationMessages(conversation.id);
    const fileUrl = `${replica.url}/v1/attachments/f/content`;
    expect(message?.metadata).toEqual({ context: 'genou', fileName: 'radio.png', fileSize: 12, fileUrl });
    const { message: next } = log.send(doctor, conversation.id, 'k2', 'x');
    log.announce([patient.id], 'message.created', { message: { ...next, id: 'n', seq: 3, attachments } });
    await eventually(() => expect(told.at(-1)?.[1]).toMatchObject({ messageId: 'n', metadata: { fileUrl } }));
    vi.stubGlobal('location', { origin: replica.url });
    service.disconnect();
    await begun();
    const [same] = await service.getConversationMessages(conversation.id);
    expect(same?.metadata.fileUrl).toBe('/v1/attachments/f/content');
  });

  it('are subscribed to by conversation, mine and theirs, and a listener that fails keeps them from nobody', async () => {
    const { log, doctor, patient, service } = stage;
    const another = log.create([log.addPerson('professional', '9', 'Dr Neuf'), patient]);
    const heard: string[] = [];
    const thrown = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((run) => {
      void Promise.resolve()
        .then(run)
        .catch(() => heard.push('thrown'));
    });
    await begun();
    service.on('new_message', () => {
      throw new Error('a mistake of the host');
    });
    const stop = service.subscribeToMessages(conversation.id, ({ content }) => heard.push(content));
    log.send(doctor, another.id, 'k', 'Ailleurs');
    log.send(doctor, conversation.id, 'k1', 'Bonjour');
    await eventually(() => expect(heard).toContain('Bonjour'));
    await service.sendMessage(conversation.id, 'Merci');
    stop();
    await service.sendMessage(conversation.id, 'Plus rien');
    expect(heard.filter((one) => one !== 'thrown')).toEqual(['Bonjour', 'Merci']);
    thrown.mockRestore();
  });
});

describe('Who the service speaks for', () => {
  it('follows the page: somebody else who signs in is gone on as, and nobody when nobody is left', async () => {
    const { log, doctor, patient, replica, service, store } = stage;
    const told = stage.told('connect', 'disconnect', 'new_message');
    store({ jwt: tokenOf(patient) });
    await service.initialize({ url: replica.url });
    await eventually(() => expect(told.map(([name]) => name)).toEqual(['connect']));
    store({ jwt: tokenOf(doctor) });
    await eventually(() => expect(told.map(([name]) => name)).toEqual(['connect', 'disconnect', 'connect']));
    log.send(patient, conversation.id, 'k', 'Docteur ?');
    await eventually(() => expect(told.at(-1)).toMatchObject(['new_message', { content: 'Docteur ?' }]));
    store({});
    expect(told.at(-1)).toEqual(['disconnect', { reason: 'signed out' }]);
    expect([service.isConnected(), service.getSocketId(), service.getActiveConversation()]).toEqual([
      false,
      null,
      null,
    ]);
    for (const verb of [() => service.sendMessage(conversation.id, 'x'), () => service.getUserConversations()]) {
      await expect(verb()).rejects.toMatchObject({ code: 'unauthenticated' });
    }
    store({ jwt: tokenOf(patient) });
    await eventually(() => expect(told.at(-1)?.[0]).toBe('connect'));
  });

  it('a logout on this page ends it, until it is initialized again', async () => {
    const { patient, routes, service } = stage;
    const told = stage.told('disconnect');
    await begun();
    routes['POST /v1/logout'] = () => null;
    await stage.messenger(tokenOf(patient)).logout();
    await eventually(() => expect(told).toEqual([['disconnect', { reason: 'signed out' }]]));
    expect([service.isConnected(), service.getSocketId()]).toEqual([false, null]);
    await expect(service.sendMessage(conversation.id, 'x')).rejects.toMatchObject({ code: 'unauthenticated' });
    await service.initialize();
    expect(service.isConnected()).toBe(true);
    expect(await service.sendMessage(conversation.id, 'Me revoilà')).toMatchObject({ content: 'Me revoilà' });
  });

  it('what waits when somebody else signs in, or nobody stays, is told, and is not done as the next person', async () => {
    const { doctor, patient, replica, routes, service, store } = stage;
    store({ jwt: tokenOf(patient) });
    await service.initialize({ url: replica.url });
    const named: string[] = [];
    routes['POST /v1/conversations'] = ({ body }) => (named.push(JSON.stringify(body)), new Promise(() => undefined));
    const told = service.createConversation({ toUserId: 3 }).catch((error: unknown) => error);
    await eventually(() => expect(named).toHaveLength(1));
    store({ jwt: tokenOf(doctor) });
    expect(await told).toMatchObject({ code: 'unauthenticated' });
    expect(service.getSocketId()).toBeNull();
    const connecting = service.connect().catch((error: unknown) => error);
    service.disconnect();
    expect(await connecting).toMatchObject({ code: 'unauthenticated' });
  });

  it('a component that renews the one token of the page leaves the service where it is', async () => {
    const { patient, replica, service } = stage;
    const identityAt = (iat: number) => ({ token: tokenOf(patient, iat), url: replica.url });
    const place = placeOf(identityAt(0));
    const first = hold(place, identityAt(0));
    await service.initialize();
    await service.connect();
    const told = stage.told('disconnect');
    first();
    const second = hold(place, identityAt(1));
    await Promise.resolve();
    expect([told, service.isConnected()]).toEqual([[], true]);
    second();
    await eventually(() => expect(told).toEqual([['disconnect', { reason: 'signed out' }]]));
  });

  it('a token stays until another person is named, and is taken behind Bearer', async () => {
    const { patient, replica, service } = stage;
    await service.initialize({ token: `Bearer ${tokenOf(patient)}`, userId: 7, url: replica.url });
    await service.connect();
    const socket = service.getSocketId();
    expect(await service.initialize()).toHaveLength(1);
    expect(await service.initialize({ token: tokenOf(patient, 1) })).toHaveLength(1);
    expect(service.getSocketId()).toBe(socket);
    await expect(service.initialize({ userId: 8 })).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('a refused token is told, and a withdrawn one speaks no more', async () => {
    const { replica, service } = stage;
    await expect(service.initialize({ token: 'withdrawn', url: replica.url })).rejects.toMatchObject({
      code: 'token_revoked',
    });
    await expect(service.connect()).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(service.getUserConversations()).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('The connection of the service', () => {
  it('is told once where it is there already', async () => {
    const { patient, replica, service } = stage;
    const identity = { token: tokenOf(patient), url: replica.url };
    const letGo = hold(placeOf(identity), identity);
    const client = stage.messenger(identity.token);
    await eventually(() => expect(client.getSnapshot().connection.status).toBe('connected'));
    const told = stage.told('connect');
    await service.initialize(identity);
    await service.connect();
    expect(told).toEqual([['connect', { socketId: client.getSnapshot().connection.socketId }]]);
    letGo();
  });

  it('is given up after twenty seconds without a server, which may be tried again', async () => {
    const { patient, service } = stage;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      void service.initialize({ token: tokenOf(patient), url: 'http://127.0.0.1:9' }).catch(() => undefined);
      const refused = service.connect().catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
      expect(await Promise.race([refused, Promise.resolve('waits')])).toBe('waits');
      await vi.advanceTimersByTimeAsync(1);
      expect(await refused).toMatchObject({ code: 'timeout', retryable: true });
    } finally {
      service.disconnect();
      await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS);
      vi.useRealTimers();
    }
  });
});
