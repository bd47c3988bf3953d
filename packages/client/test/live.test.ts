import type { Conversation, Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Causerie, createCauserie } from '../src/causerie.ts';
import { statusOf, type MessageStatus } from '../src/selectors.ts';
import type { ConversationEntry } from '../src/state.ts';
import { FakeLog } from './fake-log.ts';
import { type FakeReplica, startReplica } from './fake-server.ts';
import { until } from './until.ts';

let log: FakeLog;
let doctor: Person;
let patient: Person;
let conversation: Conversation;
let replica: FakeReplica;
let address: { url: string };
let clients: Causerie[];

beforeEach(async () => {
  log = new FakeLog();
  doctor = log.addPerson('professional', '1', 'Dr Claire Fontaine');
  patient = log.addPerson('client', '2', 'Léa Moreau');
  conversation = log.create([doctor, patient]);
  replica = await startReplica(log, { replica: 'gateway-1' });
  address = { url: replica.url };
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.stop();
  await replica.kill();
});

async function join(person: Person): Promise<Causerie> {
  const client = createCauserie({ url: address.url, getToken: () => `token-${person.subject}` });
  clients.push(client);
  client.start();
  client.openConversation(conversation.id);
  await until(client, (state) => state.connection.status === 'connected' && entryOf(client)?.floorSeq === 1);
  return client;
}

function entryOf(client: Causerie): ConversationEntry | undefined {
  return client.getSnapshot().conversations[conversation.id];
}

function texts(client: Causerie): string[] {
  return (entryOf(client)?.messages ?? []).map(({ content }) => content);
}

function statusAt(client: Causerie, seq: number): MessageStatus | null {
  const entry = entryOf(client);
  return entry === undefined ? null : statusOf(entry, seq, client.getSnapshot().me?.id ?? '');
}

describe('two people', () => {
  it('see a message go from pending to delivered to read, and its unread count come and go', async () => {
    const [writer, reader] = [await join(doctor), await join(patient)];
    writer.sendMessage(conversation.id, 'Bonjour Léa');
    expect(entryOf(writer)?.pending).toMatchObject([{ content: 'Bonjour Léa', status: 'pending' }]);
    await until(reader, () => entryOf(reader)?.counted.unread === 1);
    await until(writer, () => statusAt(writer, 1) === 'delivered');
    expect(entryOf(writer)?.pending).toEqual([]);
    reader.markRead(conversation.id);
    expect(entryOf(reader)?.counted.unread).toBe(0);
    await until(writer, () => statusAt(writer, 1) === 'read');
  });

  it('see each other type, until the message comes', async () => {
    const [writer, reader] = [await join(doctor), await join(patient)];
    writer.setTyping(conversation.id, true);
    await until(reader, (state) => state.typing[conversation.id]?.[doctor.id] !== undefined);
    writer.sendMessage(conversation.id, 'Voilà');
    await until(
      reader,
      (state) => texts(reader).length === 1 && state.typing[conversation.id]?.[doctor.id] === undefined,
    );
  });
});

describe('sending', () => {
  it('keeps the order of what was written quickly (DEL-4)', async () => {
    const writer = await join(doctor);
    const written = Array.from({ length: 25 }, (_, index) => `message ${index}`);
    for (const text of written) writer.sendMessage(conversation.id, text);
    await until(writer, () => entryOf(writer)?.pending.length === 0);
    expect(texts(writer)).toEqual(written);
    expect(log.page(conversation.id, {}).items.map(({ content }) => content)).toEqual(written);
  });

  it('repeats after a refusal that may pass, and sends the message once', async () => {
    const writer = await join(doctor);
    replica.faults.sends.push('unavailable', 'rate_limited');
    writer.sendMessage(conversation.id, 'Une fois');
    writer.sendMessage(conversation.id, 'Puis deux');
    await until(writer, () => entryOf(writer)?.pending.length === 0);
    expect(texts(writer)).toEqual(['Une fois', 'Puis deux']);
  });

  it('marks what is refused for good as failed, goes on with the next, and sends it again when asked', async () => {
    const writer = await join(doctor);
    replica.faults.sends.push('conversation_closed');
    writer.sendMessage(conversation.id, 'Refusé');
    writer.sendMessage(conversation.id, 'Accepté');
    await until(writer, () => entryOf(writer)?.messages.length === 1);
    const [failed] = entryOf(writer)?.pending ?? [];
    expect(failed).toMatchObject({ content: 'Refusé', status: 'failed', failure: { code: 'conversation_closed' } });
    writer.retry(conversation.id, failed?.clientMessageId ?? '');
    await until(writer, () => entryOf(writer)?.pending.length === 0);
    expect(texts(writer)).toEqual(['Accepté', 'Refusé']);
  });

  it('forgets a failed message that is discarded', async () => {
    const writer = await join(doctor);
    replica.faults.sends.push('conversation_closed');
    const clientMessageId = writer.sendMessage(conversation.id, 'Refusé') ?? '';
    await until(writer, () => entryOf(writer)?.pending[0]?.status === 'failed');
    writer.discard(conversation.id, clientMessageId);
    expect(entryOf(writer)?.pending).toEqual([]);
  });

  it('settles on the push when the acknowledgement is lost: one message, nothing pending (DEL-3)', async () => {
    const writer = await join(doctor);
    replica.faults.sends.push('lost');
    writer.sendMessage(conversation.id, 'Une seule fois');
    await until(writer, () => entryOf(writer)?.messages.length === 1);
    expect(entryOf(writer)?.pending).toEqual([]);
    expect(log.page(conversation.id, {}).items).toHaveLength(1);
  });

  it('goes by REST while there is no socket', async () => {
    const client = createCauserie({
      url: address.url,
      getToken: () => 'token-1',
      wire: ({ handlers }) => ({
        open: () => queueMicrotask(() => handlers.refused(null)),
        close: () => undefined,
        tell: () => undefined,
        request: () => Promise.reject(new Error('there is no wire')),
      }),
    });
    clients.push(client);
    client.start();
    await until(client, (state) => state.list.loaded);
    client.sendMessage(conversation.id, 'Sans socket');
    await until(client, () => entryOf(client)?.pending.length === 0 && entryOf(client)?.latest?.seq === 1);
    expect(log.page(conversation.id, {}).items[0]?.content).toBe('Sans socket');
  });
});

describe('when the gateway it was on is killed', () => {
  it('reconnects to another, sends what waited and fetches what it missed', async () => {
    const reader = await join(patient);
    log.send(doctor, conversation.id, 'a', 'avant');
    await until(reader, () => texts(reader).length === 1);

    const port = Number(new URL(address.url).port);
    await replica.kill();
    await until(reader, (state) => state.connection.status === 'reconnecting');
    for (let index = 0; index < 230; index += 1)
      log.send(doctor, conversation.id, `during-${index}`, `pendant ${index}`);
    log.mark('read', doctor, conversation.id, 231);
    log.update(conversation.id, { subject: 'Changé pendant la coupure' });
    reader.sendMessage(conversation.id, 'Écrit pendant la coupure');

    replica = await startReplica(log, { replica: 'gateway-2', port });
    const state = await until(
      reader,
      () => entryOf(reader)?.pending.length === 0 && texts(reader).length === 232 && entryOf(reader)?.subject !== null,
    );
    expect(state.connection.replica).toBe('gateway-2');
    expect(entryOf(reader)?.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 232 }, (_, index) => index + 1),
    );
    expect(entryOf(reader)?.messages.at(-1)).toMatchObject({ content: 'Écrit pendant la coupure', seq: 232 });
    expect(entryOf(reader)?.counted.unread).toBe(231);
    expect(entryOf(reader)?.subject).toBe('Changé pendant la coupure');
  });

  it('shows the newest page instead of filling a very long gap, and still reaches the older ones', async () => {
    const reader = await join(patient);
    const port = Number(new URL(address.url).port);
    await replica.kill();
    for (let index = 0; index < 500; index += 1) log.send(doctor, conversation.id, `long-${index}`, `pendant ${index}`);
    replica = await startReplica(log, { replica: 'gateway-2', port });
    await until(reader, () => entryOf(reader)?.messages.at(-1)?.seq === 500 && entryOf(reader)?.counted.unread === 500);
    expect(entryOf(reader)?.floorSeq).toBe(451);
    expect(texts(reader)).toHaveLength(50);
    reader.showRange(conversation.id, 420, 430);
    await until(reader, () => entryOf(reader)?.floorSeq === 301);
    expect(entryOf(reader)?.messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 301),
    );
  });

  it('notices a push that was lost without any disconnection, from the next one (DEL-6)', async () => {
    const reader = await join(patient);
    const { announce } = log;
    log.announce = () => undefined;
    log.send(doctor, conversation.id, 'lost', 'perdu en route');
    log.announce = announce;
    log.send(doctor, conversation.id, 'next', 'bien arrivé');
    await until(reader, () => texts(reader).length === 2);
    expect(texts(reader)).toEqual(['perdu en route', 'bien arrivé']);
  });
});

describe('a token', () => {
  it.each([
    ['refused', 'token-of-nobody'],
    ['revoked', 'withdrawn'],
  ])('that is %s ends the session and says so', async (ended, token) => {
    const client = createCauserie({ url: address.url, getToken: () => token });
    clients.push(client);
    client.start();
    const state = await until(client, (now) => now.ended !== null);
    expect(state.ended).toBe(ended);
    expect(state.connection.status).toBe('offline');
  });
});
