import type { Message, Person } from '@causerie/contracts';
import { describe, expect, it } from 'vitest';
import { type Causerie, createCauserie } from '../src/causerie.ts';
import { createFeed } from '../src/feed.ts';
import { legacyConversation, legacyMessage } from '../src/legacy/shapes.ts';
import { reduce } from '../src/reduce.ts';
import { createStore } from '../src/store.ts';
import { sendAndWait } from '../src/when-sent.ts';
import { FakeLog } from './fake-log.ts';
import { startReplica } from './fake-server.ts';
import { until } from './until.ts';

/** A store with its feed, for the patient of two people, and the log that both follow. */
function scene() {
  const log = new FakeLog();
  const doctor = log.addPerson('professional', '1', 'Dr Claire Fontaine');
  const patient = log.addPerson('client', '2', 'Léa Moreau');
  const conversation = log.create([doctor, patient]);
  const { store, listen } = createFeed(createStore(reduce));
  store.dispatch({ type: 'identified', person: patient });
  const say = (person: Person, content: string): Message => log.send(person, conversation.id, content, content).message;
  const read = (more = false): void =>
    store.dispatch({
      type: 'list.loaded',
      page: { items: [log.snapshot(conversation.id)], nextCursor: null },
      more,
    });
  const heard: string[] = [];
  listen('message', ({ message, mine }) => heard.push(`${message.content}${mine ? ' (mine)' : ''}`));
  return { log, doctor, patient, conversation, store, listen, say, read, heard };
}

describe('What is told to listeners', () => {
  it('a message is told once, whether it is pushed, pushed again or read in a page', () => {
    const { store, conversation, doctor, patient, say, read, heard } = scene();
    say(doctor, 'before anybody listened');
    read();
    const [one, two, three] = [say(doctor, 'one'), say(patient, 'two'), say(doctor, 'three')];
    for (const message of [one, three, one]) store.dispatch({ type: 'message', message });
    const page = { items: [two, three], lastSeq: 4, hasMore: false };
    store.dispatch({ type: 'page.loaded', kind: 'after', conversationId: conversation.id, page, asOf: 0 });
    read();
    expect(heard).toEqual(['one', 'three', 'two (mine)']);
  });

  it('what was said while the connection was lost is told by the reading that finds it, and history never is', () => {
    const { conversation, doctor, store, say, read, heard } = scene();
    const first = say(doctor, 'history');
    read();
    say(doctor, 'missed');
    read();
    const older = { items: [first], lastSeq: 2, hasMore: false };
    store.dispatch({ type: 'page.loaded', kind: 'latest', conversationId: conversation.id, page: older, asOf: 0 });
    expect(heard).toEqual(['missed']);
  });

  it('who types, who is there and what moved in a conversation is told when it changes, and only then', () => {
    const { conversation, doctor, log, store, listen, say, read } = scene();
    const told: unknown[] = [];
    listen('typing', ({ person, active }) => told.push([person.name, active]));
    listen('presence', ({ online }) => told.push(['online', online]));
    listen('conversation', ({ created }) => told.push(['conversation', created]));
    listen('conversation.removed', ({ conversationId }) => told.push(['removed', conversationId]));
    read();
    read();
    const typing = { conversationId: conversation.id, personId: doctor.id, active: true, untilMs: 5 };
    for (const untilMs of [5, 6]) store.dispatch({ type: 'typing', ...typing, untilMs });
    store.dispatch({ type: 'message', message: say(doctor, 'Bonjour') });
    const people = [{ id: doctor.id, online: true, lastSeenAt: null }];
    for (const _ of [1, 2]) store.dispatch({ type: 'presence', people });
    log.update(conversation.id, { subject: 'Genou' });
    read();
    store.dispatch({ type: 'gone', conversationId: conversation.id });
    expect(told).toEqual([
      ['conversation', true],
      [doctor.name, true],
      ['conversation', false],
      [doctor.name, false],
      ['online', true],
      ['conversation', false],
      ['removed', conversation.id],
    ]);
  });

  it('a listener that fails keeps nothing from the state and from other listeners, and its failure is not swallowed', async () => {
    const { doctor, store, listen, say, read, heard } = scene();
    read();
    const thrown = new Promise<unknown>((resolve) => {
      const before = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const listener of before) process.on('uncaughtException', listener);
        resolve(error);
      });
    });
    const failure = new Error('of the host');
    const off = listen('message', () => {
      throw failure;
    });
    const after: string[] = [];
    listen('message', ({ message }) => after.push(message.content));
    store.dispatch({ type: 'message', message: say(doctor, 'one') });
    expect(await thrown).toBe(failure);
    off();
    store.dispatch({ type: 'message', message: say(doctor, 'two') });
    expect([heard, after]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });
});

describe('Sending and waiting', () => {
  async function joined(subject: string) {
    const { log, conversation } = scene();
    const replica = await startReplica(log, { replica: 'gateway-1' });
    const client = createCauserie({ url: replica.url, getToken: () => `token-${subject}` });
    client.start();
    await until(client, ({ list, connection }) => list.loaded && connection.status === 'connected');
    return { client, replica, conversationId: conversation.id, close: () => end(client, replica.kill()) };
  }
  async function end(client: Causerie, killed: Promise<void>): Promise<void> {
    client.stop();
    await killed;
  }

  it('resolves to the committed message, also when a temporary refusal came first', async () => {
    const { client, replica, conversationId, close } = await joined('2');
    replica.faults.sends.push('unavailable');
    const message = await sendAndWait(client, conversationId, 'Bonjour');
    expect(message).toMatchObject({ content: 'Bonjour', seq: 1 });
    await close();
  });

  it('rejects with the refusal, with what is blank, and with what was discarded meanwhile', async () => {
    const { client, replica, conversationId, close } = await joined('2');
    replica.faults.sends.push('conversation_closed');
    await expect(sendAndWait(client, conversationId, 'Non')).rejects.toMatchObject({ code: 'conversation_closed' });
    await expect(sendAndWait(client, conversationId, '  ')).rejects.toMatchObject({ code: 'invalid_input' });
    client.stop();
    await replica.kill();
    const given = sendAndWait(client, conversationId, 'Jamais partie');
    const [, waiting] = client.getSnapshot().conversations[conversationId]?.pending ?? [];
    client.discard(conversationId, waiting?.clientMessageId ?? '');
    await expect(given).rejects.toMatchObject({ code: 'not_found' });
    await close().catch(() => undefined);
  });
});

describe('The shapes of médecins and patients', () => {
  it('ids are those of the tokens, a status follows the markers, and a deleted message says so', () => {
    const { conversation, doctor, patient, store, say, read } = scene();
    const message = say(doctor, 'Bonjour');
    read();
    const entry = store.getSnapshot().conversations[conversation.id];
    if (entry === undefined) throw new Error('the conversation was read');
    const printed = {
      senderId: doctor.subject,
      senderType: 'medecin',
      content: 'Bonjour',
      type: 'text',
      status: 'sent',
    };
    expect(legacyMessage(message, entry)).toMatchObject({ ...printed, isDeleted: false, metadata: {} });
    const markers = entry.markers.map((marker) => ({ ...marker, readSeq: 1 }));
    expect(legacyMessage(message, { ...entry, markers }).status).toBe('read');
    expect(legacyMessage({ ...message, deletedAt: message.createdAt, content: '' }, entry).isDeleted).toBe(true);
    expect(legacyConversation(entry)).toMatchObject({
      ...{ patientId: patient.subject, medecinId: doctor.subject, patientName: patient.name, unreadCount: 1 },
      lastMessage: { content: 'Bonjour', senderId: doctor.subject },
    });
  });
});
