import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type Loose, type Somebody, type World } from '../src/world.ts';

/** Longest wait for something that must happen. */
const PATIENCE_MS = 10_000;

let world: World;
const devices: Device[] = [];
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterEach(() => {
  for (const { socket } of devices.splice(0)) socket.close();
});
afterAll(() => world.close());

/** One browser tab that was written from the document alone: nothing but its events. */
interface Device {
  socket: Socket;
  heard: Array<[event: string, payload: Loose]>;
  /** The payload of the first event of this name that fits, heard already or not. */
  next(event: string, fits?: (payload: Loose) => boolean): Promise<Loose>;
}

/** The token of the document: `userId`, `email` and the role `salon` or `client`. */
function tokenOf({ side, subject }: Somebody): string {
  const now = Math.floor(Date.now() / 1000);
  const role = side === 'professional' ? 'salon' : 'client';
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { userId: subject, email: `${subject}@salon.example`, role, iat: now, exp: now + 3600 };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', world.stack.jwtSecret ?? '')
    .update(text)
    .digest('base64url')}`;
}

async function connect(person: Somebody, replica: number): Promise<Device> {
  const auth = { token: `Bearer ${tokenOf(person)}` };
  const socket = io(`${world.replicas[replica]}/messaging`, { auth, forceNew: true, transports: ['websocket'] });
  const heard: Device['heard'] = [];
  const changed = new EventTarget();
  socket.onAny((event: string, payload: unknown) => {
    heard.push([event, payload]);
    changed.dispatchEvent(new Event('change'));
  });
  const device: Device = {
    socket,
    heard,
    async next(event, fits = () => true) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      for (;;) {
        const found = heard.find(([name, payload]) => name === event && fits(payload));
        if (found !== undefined) return found[1];
        await once(changed, 'change', { signal });
      }
    },
  };
  devices.push(device);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  return device;
}

function rest(person: Somebody, method: string, path: string, body?: object) {
  return world.call(method, `/messaging${path}`, tokenOf(person), body);
}

/** A salon and a client of it, with their conversation. */
async function meet(): Promise<{ salon: Somebody; client: Somebody; conversationId: string }> {
  const { doctor: salon, patient: client } = await world.couple(true);
  const opened = await rest(salon, 'POST', '/conversations', { clientUserId: client.subject, subject: 'Coupe' });
  return { salon, client, conversationId: opened.body.id };
}

/** Joins, and returns when it is done: the document has no event for that, so the acknowledgement tells. */
async function join(device: Device, conversationId: string): Promise<void> {
  await device.socket.timeout(PATIENCE_MS).emitWithAck('join-conversation', { conversationId });
}

describe('A client that was written from the document of salons', () => {
  it('scenario 1: the conversation of an appointment is there once, with its first message', async () => {
    const { salon, client } = await meet();
    const appointmentId = randomUUID();
    const firstMessage = 'Bonjour Léa, votre rendez-vous a été confirmé.';
    const body = { clientUserId: client.subject, appointmentId, subject: 'Appointment: Coupe', firstMessage };
    const created = await rest(salon, 'POST', '/conversations', body);
    expect([created.status, created.body.appointmentId, created.body.status]).toEqual([201, appointmentId, 'ACTIVE']);
    const again = await rest(salon, 'POST', '/conversations', body);
    expect([again.status, again.body.id]).toEqual([200, created.body.id]);
    const { body: messages } = await rest(client, 'GET', `/conversations/${created.body.id}/messages?page=1&limit=50`);
    expect(messages).toMatchObject({ page: 1, limit: 50, total: 1, totalPages: 1 });
    expect(messages.data[0]).toMatchObject({ content: firstMessage, authorId: salon.subject, readAt: null });
  });

  it('scenarios 2 and 3: a message is heard at once, counted on every device, read, and told as read', async () => {
    const { salon, client, conversationId } = await meet();
    const [author, reader, phone] = [await connect(salon, 0), await connect(client, 1), await connect(client, 0)];
    await join(reader, conversationId);
    author.socket.emit('join-conversation', { conversationId });
    author.socket.emit('send-message', { conversationId, content: 'Bonjour', attachments: [] });
    const message = await reader.next('new-message');
    expect(message).toEqual({
      id: expect.any(String),
      conversationId,
      content: 'Bonjour',
      authorId: salon.subject,
      attachments: [],
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(await author.next('new-message')).toEqual(message);
    for (const device of [reader, phone]) await device.next('unread-count-updated', (said) => said.totalUnread === 1);
    // The phone did not join: it hears the count and not the message.
    expect(phone.heard.map(([event]) => event)).not.toContain('new-message');

    // Every device was greeted with a total of 0, which is not the news that is waited for now.
    for (const device of [reader, phone]) device.heard.length = 0;
    reader.socket.emit('mark-as-read', { messageId: message.id });
    const read = await author.next('message-read');
    expect(read).toEqual({ messageId: message.id, readAt: expect.stringMatching(/Z$/) });
    await reader.next('unread-count-updated', (said) => said.totalUnread === 0);
    await phone.next('unread-count-updated', (said) => said.totalUnread === 0);
    const { body } = await rest(salon, 'GET', `/conversations/${conversationId}/messages`);
    expect(body.data[0].readAt).toBe(read.readAt);
  });

  it('sends a file that was uploaded before by its address; addresses elsewhere are refused', async () => {
    const { salon, client, conversationId } = await meet();
    const [author, reader] = [await connect(client, 0), await connect(salon, 1)];
    await join(reader, conversationId);
    const body = new FormData();
    body.append('file', new Blob(['Balayage et coupe'], { type: 'text/plain' }), 'souhait.txt');
    const upload = await fetch(`${world.stack.url}/v1/conversations/${conversationId}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(client)}` },
      body,
    });
    const { id } = (await upload.json()) as { id: string };
    const own = { url: `${world.stack.url}/v1/attachments/${id}/content`, type: 'text/plain' };
    author.socket.emit('send-message', { conversationId, content: '', attachments: [own] });
    const message = await reader.next('new-message');
    const address = `/v1/attachments/${id}/content`;
    expect(message.attachments).toEqual([
      { id, messageId: message.id, url: address, type: 'text/plain', createdAt: message.createdAt },
    ]);
    const file = await fetch(world.stack.url + address, { headers: { authorization: `Bearer ${tokenOf(salon)}` } });
    expect(await file.text()).toBe('Balayage et coupe');
    const elsewhere = { url: 'https://fichiers.example/photo.jpg', type: 'image/jpeg' };
    author.socket.emit('send-message', { conversationId, content: 'Voici', attachments: [elsewhere] });
    expect(await author.next('error')).toEqual({ message: expect.stringContaining('uploaded') });
  });

  it('mark-conversation-as-read names every message of the other side', async () => {
    const { salon, client, conversationId } = await meet();
    const author = await connect(salon, 0);
    await join(author, conversationId);
    const ids: string[] = [];
    for (const content of ['un', 'deux', 'trois']) {
      ids.push((await rest(salon, 'POST', `/conversations/${conversationId}/messages`, { content })).body.id);
    }
    const reader = await connect(client, 1);
    reader.socket.emit('mark-conversation-as-read', { conversationId });
    await author.next('message-read', ({ messageId }) => messageId === ids[2]);
    const told = author.heard.filter(([event]) => event === 'message-read').map(([, { messageId }]) => messageId);
    expect(told).toEqual(ids);
  });

  it('scenario 4: who types is shown by name to the others, and hidden when they stop', async () => {
    const { salon, client, conversationId } = await meet();
    const [typist, other] = [await connect(client, 0), await connect(salon, 1)];
    await Promise.all([join(typist, conversationId), join(other, conversationId)]);
    typist.socket.emit('user-typing', { conversationId });
    expect(await other.next('user-typing')).toEqual({ conversationId, userId: client.subject, userName: client.name });
    typist.socket.emit('user-stopped-typing', { conversationId });
    expect(await other.next('user-stopped-typing')).toEqual({ conversationId, userId: client.subject });
    expect(typist.heard.map(([event]) => event)).not.toContain('user-typing');
  });

  it('scenario 5: coming online and going is told once per person, to those who share a conversation', async () => {
    const { salon, client } = await meet();
    const { salon: stranger } = await meet();
    const [watcher, outsider] = [await connect(salon, 0), await connect(stranger, 0)];
    const [first, second] = [await connect(client, 0), await connect(client, 1)];
    expect(await watcher.next('user-online')).toEqual({ userId: client.subject, userName: client.name });
    first.socket.close();
    second.socket.close();
    expect(await watcher.next('user-offline')).toEqual({ userId: client.subject });
    expect(watcher.heard.filter(([event]) => event === 'user-online')).toHaveLength(1);
    expect(outsider.heard.filter(([, payload]) => payload.userId === client.subject)).toEqual([]);
  });

  it('hears error with a message for what it may not do, and keeps its connection', async () => {
    const { client } = await meet();
    const { conversationId: foreign } = await meet();
    const device = await connect(client, 0);
    for (const [event, payload] of [
      ['join-conversation', { conversationId: foreign }],
      ['send-message', { conversationId: foreign, content: 'Ouvrez !' }],
      ['send-message', { conversationId: foreign, content: ' ' }],
      ['mark-as-read', { messageId: randomUUID() }],
      ['delete-everything', {}],
    ] as const) {
      device.heard.length = 0;
      device.socket.emit(event, payload);
      expect(await device.next('error')).toEqual({ message: expect.any(String) });
    }
    expect(device.socket.connected).toBe(true);
  });

  it('is not let in with an invalid token, and does not knock again by itself', async () => {
    const auth = { token: 'Bearer nonsense' };
    const socket = io(`${world.replicas[0]}/messaging`, { auth, forceNew: true, transports: ['websocket'] });
    const refusal = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect([refusal.message, socket.connected, socket.active]).toEqual(['unauthenticated', false, false]);
    socket.close();
  });
});
