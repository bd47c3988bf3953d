import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Conversation, Person } from '@causerie/contracts';
import { MANUALS, MedecinPatientConversation } from '@causerie/dialects';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openGateway, type Gateway } from './gateway.ts';

/** Longest wait for something that must happen. */
const PATIENCE_MS = 10_000;
const manual = MANUALS.find(({ dialect }) => dialect.name === 'medecin-patient')?.manual;

// oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape of what it waits for
type Payload = any;

let gateway: Gateway;
let doctor: Person;
let patient: Person;
let conversation: Conversation;
const sockets: Socket[] = [];
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(async () => {
  ({ doctor, patient, conversation } = await gateway.pair());
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => gateway.close());

/** A device that knows nothing but the events of the dialect; ready when its connection is established. */
async function connect(person: Person, auth: object = { userType: 'patient' }, transport = 'websocket') {
  const socket = io(gateway.url, {
    auth: { ...auth, token: `Bearer ${gateway.tokenOf(person)}` },
    transports: [transport],
    forceNew: true,
    reconnection: false,
  });
  sockets.push(socket);
  const heard: Array<{ event: string; payload: Payload }> = [];
  const changed = new EventTarget();
  socket.onAny((event: string, payload: unknown) => {
    heard.push({ event, payload });
    changed.dispatchEvent(new Event('change'));
  });
  const of = (event: string): Payload[] => heard.filter((one) => one.event === event).map(({ payload }) => payload);
  /** The payloads of an event, once there are so many, or once the last fits. */
  const until = async (event: string, enough: number | ((last: Payload) => boolean) = 1): Promise<Payload[]> => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const isThere = () => (typeof enough === 'number' ? of(event).length >= enough : of(event).some(enough));
    while (!isThere()) await once(changed, 'change', { signal });
    return of(event);
  };
  const ask = (event: string, payload: object): Promise<Payload> =>
    socket.timeout(PATIENCE_MS).emitWithAck(event, payload);
  const refused = new Promise<never>((_resolve, reject) => socket.once('connect_error', reject));
  await Promise.race([until('connection_established'), refused]);
  return { socket, heard, of, until, ask };
}

/** Commits a message of the médecin whose announcement is lost. */
async function lost(content: string, to: Conversation = conversation, author: Person = doctor): Promise<void> {
  const said = { conversationId: to.id, author, content, type: 'text' as const, metadata: null, replyToId: null };
  const [outcome] = await gateway.repositories.messages.persist([
    { id: randomUUID(), clientMessageId: randomUUID(), requestId: null, ...said },
  ]);
  expect(outcome?.ok).toBe(true);
}

const contents = (payloads: Payload[]): string[] => payloads.map(({ content }) => content);

describe('A socket of médecins and patients', () => {
  it('DOOR-8, ID-7: is chosen by userType or by its name, and is who its token says, whatever the handshake claims', async () => {
    const claims = { userType: 'medecin', userId: doctor.subject, role: 'medecin' };
    for (const auth of [claims, { dialect: 'medecin-patient' }]) {
      const { socket, of } = await connect(patient, auth);
      expect(of('connection_established')).toEqual([
        { userId: patient.subject, userType: 'patient', role: 'patient', socketId: socket.id },
      ]);
    }
    await expect(connect(patient, { dialect: 'salon' })).rejects.toThrow('invalid_input');
  });

  it('DOOR-17: whoever sends hears message_delivered on every device, everybody else new_message, joining nothing', async () => {
    const phone = await connect(doctor);
    const laptop = await connect(doctor, { dialect: 'medecin-patient' }, 'polling');
    const other = await connect(patient, undefined, 'polling');
    const outsider = await connect((await gateway.pair()).patient);
    const ack = await phone.ask('send_message', {
      conversationId: conversation.id,
      content: 'Bonjour Léa',
      type: 'text',
      timestamp: '1999-01-01T00:00:00.000Z',
      clientMessageId: 'k',
    });
    const flat = { messageId: ack.messageId, ...ack.message };
    expect(ack).toMatchObject({ ok: true, message: { id: ack.messageId, senderId: doctor.subject, status: 'sent' } });
    expect(ack.timestamp > '2026').toBe(true);
    expect(await other.until('new_message')).toEqual([flat]);
    for (const own of [phone, laptop]) {
      expect(await own.until('message_delivered')).toEqual([{ ...flat, clientMessageId: 'k' }]);
      expect(own.of('new_message')).toEqual([]);
    }
    expect(outsider.heard.map(({ event }) => event)).toEqual(['connection_established']);
  });

  it('hears a conversation anew when a message or a marker moved it, each with their own count', async () => {
    const [mine, theirs] = [await connect(doctor), await connect(patient)];
    const { messageId } = await mine.ask('send_message', { conversationId: conversation.id, content: 'Un' });
    const isNews = ({ lastMessage }: Payload): boolean => lastMessage?.id === messageId;
    const [told] = (await theirs.until('conversation_updated', isNews)).slice(-1);
    expect(MedecinPatientConversation.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      id: conversation.id,
      unreadCount: 1,
      lastMessage: { content: 'Un' },
      status: 'active',
    });
    const [own] = (await mine.until('conversation_updated', isNews)).slice(-1);
    expect(own).toMatchObject({ unreadCount: 0 });
    await theirs.ask('mark_as_read', { conversationId: conversation.id });
    await theirs.until('conversation_updated', ({ unreadCount }) => unreadCount === 0);
  });

  it('DEL-6: hears what was announced and what was not, once and in order', async () => {
    await lost('avant');
    const { ask } = await connect(doctor);
    const theirs = await connect(patient);
    await ask('send_message', { conversationId: conversation.id, content: 'un' });
    await lost('deux');
    await lost('trois');
    await ask('send_message', { conversationId: conversation.id, content: 'quatre' });
    expect(contents(await theirs.until('new_message', 4))).toEqual(['un', 'deux', 'trois', 'quatre']);
  });

  it('DEL-6: hears a conversation that begins later from its first message, though the first was not announced', async () => {
    const theirs = await connect(patient);
    const { doctor: another } = await gateway.pair();
    const ends = { professionalId: another.id, clientId: patient.id, subject: null };
    const later = await gateway.repositories.conversations.openPair({ id: randomUUID(), ...ends });
    await lost('premier', later.conversation, another);
    const { ask } = await connect(another);
    await ask('send_message', { conversationId: later.conversation.id, content: 'second' });
    expect(contents(await theirs.until('new_message', 2))).toEqual(['premier', 'second']);
  });

  it('marks as read by message and by conversation, types, and comes and goes', async () => {
    const mine = await connect(doctor);
    const theirs = await connect(patient);
    expect(await mine.until('user_online')).toEqual([{ userId: patient.subject, userName: patient.name }]);
    const conversationId = conversation.id;
    const { messageId } = await mine.ask('send_message', { conversationId, content: 'un' });
    expect(await theirs.ask('mark_as_read', { messageId })).toMatchObject({ ok: true, messageId });
    const [read] = await mine.until('messages_read');
    expect(read).toMatchObject({ conversationId, userId: patient.subject, messageIds: [messageId] });
    await mine.ask('send_message', { conversationId, content: 'deux' });
    expect(await theirs.ask('mark_as_read', { conversation_id: conversationId })).toEqual({ ok: true });
    await mine.until('messages_read', 2);
    for (const [event, payload] of [
      ['typing', { isTyping: true }],
      ['typing', { isTyping: false }],
      ['typing_start', {}],
      ['typing_stop', {}],
    ] as const) {
      expect(await theirs.ask(event, { conversationId, ...payload })).toEqual({ ok: true });
    }
    const typed = (await mine.until('user_typing', 4)).map(({ isTyping, userId }) => [isTyping, userId]);
    expect(typed).toEqual([true, false, true, false].map((isTyping) => [isTyping, patient.subject]));
    expect(theirs.of('user_typing')).toEqual([]);
    theirs.socket.disconnect();
    expect(await mine.until('user_offline')).toMatchObject([{ userId: patient.subject, userName: patient.name }]);
    for (const { event, payload } of [...mine.heard, ...theirs.heard]) {
      expect(manual?.says[event]?.payload.safeParse(payload).error, event).toBeUndefined();
    }
  });

  it('DOOR-11: hears every refusal as an error and in the acknowledgement, and what is foreign is unknown', async () => {
    const { ask, until } = await connect(patient);
    const foreign = (await gateway.pair()).conversation.id;
    for (const [event, payload, code] of [
      ['send_message', { conversationId: foreign, content: 'x' }, 'not_found'],
      ['send_message', { conversationId: randomUUID(), content: 'x' }, 'not_found'],
      ['mark_as_read', { messageId: randomUUID() }, 'not_found'],
      ['typing', { conversationId: foreign }, 'not_found'],
      ['send_message', { conversationId: conversation.id, content: '' }, 'invalid_input'],
      ['send_message', { conversationId: conversation.id, content: 'x', type: 'system' }, 'invalid_input'],
      ['join_room', { conversationId: conversation.id }, 'invalid_input'],
    ] as const) {
      expect(await ask(event, payload), event).toMatchObject({ ok: false, error: { code } });
    }
    expect((await until('error', 7)).map(({ code }) => code).slice(0, 4)).toEqual(Array(4).fill('not_found'));
  });
});
