import type { Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Causerie, createCauserie } from '../src/causerie.ts';
import type { NotificationsState } from '../src/notifications/state.ts';
import { isMuted, isQuiet, isWanted } from '../src/notifications/preferences.ts';
import { FakeLog } from './fake-log.ts';
import { FakeNotifications } from './fake-notifications.ts';
import { type FakeReplica, startReplica } from './fake-server.ts';
import { until } from './until.ts';

let log: FakeLog;
let patient: Person;
let server: FakeNotifications;
let replica: FakeReplica;
let clients: Causerie[];

beforeEach(async () => {
  log = new FakeLog();
  patient = log.addPerson('client', '2', 'Léa Moreau');
  server = new FakeNotifications(log, patient);
  replica = await startReplica(log, { replica: 'gateway-1' });
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.stop();
  await replica.kill();
});

async function device(): Promise<Causerie> {
  const client = createCauserie({ url: replica.url, getToken: () => 'token-2', fetch: server.fetch });
  clients.push(client);
  client.start();
  await until(client, ({ connection }) => connection.status === 'connected');
  return client;
}

function told(client: Causerie, condition: (state: NotificationsState) => boolean): Promise<void> {
  const { notifications } = client;
  return new Promise((resolve) => {
    const look = () => {
      if (!condition(notifications.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = notifications.subscribe(look);
    look();
  });
}

const ids = ({ notifications }: Causerie) => notifications.getSnapshot().items.map(({ id }) => id);
const unread = ({ notifications }: Causerie) => notifications.getSnapshot().unread;

describe('the list of notifications', () => {
  it('asks nothing of the server before somebody asks for it', async () => {
    const client = await device();
    const arrived = new Promise((resolve) => client.notifications.onArrival(resolve));
    const notification = server.tell('system');
    expect(await arrived).toEqual(notification);
    expect([server.asked, client.notifications.getSnapshot().items]).toEqual([[], []]);
  });

  it('comes page by page, under a filter by kind and by what is unread', async () => {
    for (let index = 0; index < 25; index += 1) server.tell(index % 5 === 0 ? 'appointment' : 'message');
    const client = await device();
    const { notifications } = client;
    await notifications.load();
    expect([ids(client).length, unread(client)]).toEqual([20, 25]);
    await notifications.loadMore();
    expect(ids(client)).toEqual(server.items.map(({ id }) => id));
    expect(notifications.getSnapshot().nextCursor).toBeNull();
    await notifications.load({ kind: 'appointment' });
    expect(notifications.getSnapshot().items.map(({ kind }) => kind)).toEqual(Array(5).fill('appointment'));
    await notifications.markRead(ids(client)[0] ?? '');
    await notifications.load({ kind: 'appointment', unread: true });
    expect([ids(client).length, unread(client)]).toEqual([4, 24]);
  });

  it('shows the page of the filter that was chosen last, whichever page comes last', async () => {
    server.tell('message');
    server.tell('system');
    const client = await device();
    await Promise.all([client.notifications.load({ kind: 'message' }), client.notifications.load({ kind: 'system' })]);
    expect(client.notifications.getSnapshot()).toMatchObject({
      filter: { kind: 'system' },
      items: [{ kind: 'system' }],
    });
  });

  it('tells one that arrives at once, and counts it once while only its count rises', async () => {
    const client = await device();
    await client.notifications.load();
    const { id } = server.tell('message');
    await told(client, ({ items }) => items.length === 1);
    server.tell('message', { id, count: 2 });
    await told(client, ({ items }) => items[0]?.count === 2);
    expect([ids(client), unread(client)]).toEqual([[id], 1]);
  });

  it('takes no page for the truth that was read while something happened', async () => {
    const client = await device();
    await client.notifications.loadNewest();
    server.meanwhile = () => client.notifications.getSnapshot() && server.tell('system');
    const heard = told(client, (state) => state.unread === 1);
    await Promise.all([client.notifications.load(), heard]);
    expect(ids(client)).toEqual(server.items.map(({ id }) => id));
  });
});

describe('what is read or deleted', () => {
  it('NOT-4: on one device changes on the others, with their counts', async () => {
    const [first, second, third] = [server.tell('message'), server.tell('system'), server.tell('appointment')];
    const [one, other] = [await device(), await device()];
    await Promise.all([one.notifications.load(), other.notifications.load()]);
    await one.notifications.markRead(first?.id ?? '');
    await told(other, (state) => state.unread === 2 && state.items.at(-1)?.readAt !== null);
    await one.notifications.remove(second?.id ?? '');
    await told(other, (state) => state.unread === 1 && state.items.length === 2);
    await one.notifications.markAllRead();
    await told(other, (state) => state.unread === 0);
    expect(ids(one)).toEqual([third?.id, first?.id]);
    expect(other.notifications.getSnapshot().items).toEqual(
      server.items.map((item) => ({ ...item, readAt: expect.any(String) })),
    );
  });

  it('leaves a list of what is unread', async () => {
    const { id } = server.tell('message');
    const client = await device();
    await client.notifications.load({ unread: true });
    await client.notifications.markRead(id);
    expect([ids(client), unread(client)]).toEqual([[], 0]);
  });

  it.each([
    ['markRead', 'POST'],
    ['remove', 'DELETE'],
    ['markAllRead', 'POST'],
  ] as const)('is shown at once, and taken back when it is refused (%s)', async (verb, method) => {
    const { id } = server.tell('message');
    server.tell('system');
    const client = await device();
    await client.notifications.load();
    const before = client.notifications.getSnapshot();
    server.refusing = { begins: method, status: 503, code: 'unavailable' };
    const changing = client.notifications[verb](id);
    expect(unread(client)).toBe(verb === 'markAllRead' ? 0 : 1);
    await expect(changing).rejects.toMatchObject({ code: 'unavailable' });
    expect(client.notifications.getSnapshot()).toEqual(before);
  });

  it('is gone without an error when another device was faster', async () => {
    const { id } = server.tell('message');
    const client = await device();
    await client.notifications.load();
    server.items = [];
    await client.notifications.markRead(id);
    expect([ids(client), unread(client)]).toEqual([[], 0]);
  });
});

describe('after a reconnection', () => {
  it('what was missed is there, as far as it had been asked for', async () => {
    const client = await device();
    await client.notifications.loadNewest();
    const { port } = new URL(replica.url);
    await replica.kill();
    await until(client, ({ connection }) => connection.status !== 'connected');
    server.tell('missed-call');
    replica = await startReplica(log, { replica: 'gateway-2', port: Number(port) });
    await told(client, (state) => state.unread === 1 && state.newest?.length === 1);
    expect(server.asked).toEqual(['GET /notifications', 'GET /notifications']);
  });
});

describe('preferences', () => {
  it('change one by one, and keep what another device chose meanwhile', async () => {
    const client = await device();
    await client.notifications.loadPreferences();
    server.preferences = { ...server.preferences, email: true, kinds: { message: { push: false } } };
    const saving = client.notifications.savePreferences({ sound: false, kinds: { message: { inApp: false } } });
    expect(client.notifications.getSnapshot().preferences).toMatchObject({ sound: false });
    await saving;
    const chosen = { email: true, sound: false, kinds: { message: { push: false, inApp: false } } };
    expect(server.preferences).toMatchObject(chosen);
    expect(client.notifications.getSnapshot().preferences).toEqual(server.preferences);
  });

  it('of quick changes lose none, and of two the one that is refused alone goes back', async () => {
    const client = await device();
    await client.notifications.loadPreferences();
    const first = client.notifications.savePreferences({ email: true });
    const second = client.notifications.savePreferences({ sound: false });
    await Promise.all([first, second]);
    expect(server.preferences).toMatchObject({ email: true, sound: false });
    server.refusing = { begins: 'PUT', status: 400, code: 'invalid_input' };
    const refused = client.notifications.savePreferences({ showContent: true });
    expect(client.notifications.getSnapshot().preferences?.showContent).toBe(true);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
    expect(client.notifications.getSnapshot().preferences).toEqual(server.preferences);
  });

  it('tell whether a kind is wanted: its exception, or what holds in general', () => {
    const chosen = { ...server.preferences, push: false, kinds: { appointment: { push: true } } };
    expect(isWanted(chosen, 'appointment', 'push')).toBe(true);
    expect(isWanted(chosen, 'message', 'push')).toBe(false);
  });

  it.each([
    ['2026-03-02T20:59:00Z', false],
    ['2026-03-02T21:00:00Z', true],
    ['2026-03-03T05:59:00Z', true],
    ['2026-03-03T06:00:00Z', false],
  ])('hold quiet hours by the clock of their zone (%s)', (moment, quiet) => {
    const hours = { from: '22:00', to: '07:00', timeZone: 'Europe/Paris' };
    expect(isQuiet(hours, Date.parse(moment))).toBe(quiet);
    expect(isQuiet({ ...hours, from: '07:00', to: '22:00' }, Date.parse(moment))).toBe(!quiet);
    expect(isQuiet(null, Date.parse(moment))).toBe(false);
  });
});

describe('a mute', () => {
  it('is kept by conversation, until a moment, until further notice, or not any more', async () => {
    const { notifications } = await device();
    expect(await notifications.mute('c1')).toEqual({ muted: false, until: null });
    await notifications.setMute('c1', null);
    await notifications.setMute('c2', '2026-03-02T10:00:00.000Z');
    const { mutes } = notifications.getSnapshot();
    const noon = Date.parse('2026-03-02T12:00:00.000Z');
    expect([isMuted(mutes['c1'], noon), isMuted(mutes['c2'], noon), isMuted(mutes['c2'], 0)]).toEqual([
      true,
      false,
      true,
    ]);
    await notifications.setMute('c1', false);
    expect(isMuted(notifications.getSnapshot().mutes['c1'], noon)).toBe(false);
  });
});
