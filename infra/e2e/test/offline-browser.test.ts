import type { Browser, BrowserContext, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../src/browser.ts';
import { buildCallsScript } from '../src/calls/script.ts';
import { openTab, socketsOf, storedBy, type Tab } from '../src/tabs/tab.ts';
import { openWorld, type Somebody, type World } from '../src/world.ts';

const WRITTEN = ['Première à votre ordonnance', 'Deuxième à votre ordonnance', 'Troisième à votre ordonnance'];

let world: World;
let browser: Browser;
let script: string;
beforeAll(async () => {
  [world, browser, script] = await Promise.all([openWorld(), openBrowser(), buildCallsScript()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

let doctor: Somebody;
let patient: Somebody;
let conversationId: string;
let profile: BrowserContext;
beforeEach(async () => {
  ({ doctor, patient } = await world.couple());
  const made = await world.call('POST', '/v1/conversations', await world.tokenOf(doctor), {
    withSubject: patient.subject,
  });
  conversationId = made.body.id;
  profile = await aProfile();
  [isWithoutSockets, sockets] = [false, []];
  await profile.routeWebSocket(/socket\.io/, (socket) => {
    if (isWithoutSockets) return void socket.close();
    sockets.push(socket);
    socket.connectToServer();
  });
  return () => profile.close();
});

const aProfile = (): Promise<BrowserContext> => browser.newContext({ locale: 'fr-FR', bypassCSP: true });
const visit = (person: Somebody, context = profile): Promise<Tab> => openTab(world, context, person, { script });

/** What the server has of the conversation. */
async function committed(): Promise<string[]> {
  const { body } = await world.call('GET', `/v1/conversations/${conversationId}/messages`, await world.tokenOf(doctor));
  return body.items.map(({ content }: { content: string }) => content);
}

let isWithoutSockets: boolean;
let sockets: WebSocketRoute[];

/** The network of the profile goes, and with it whatever was connected: sockets that are open survive Chromium's own switch. */
async function goOffline(tab: Tab): Promise<void> {
  isWithoutSockets = true;
  await profile.setOffline(true);
  for (const socket of sockets.splice(0)) await socket.close();
  await tab.until(`state.connection.status === 'offline'`);
}

async function goOnline(): Promise<void> {
  isWithoutSockets = false;
  await profile.setOffline(false);
}

describe('What was written without a network', () => {
  it('DEL-3, DEL-4, SDK-1: survives the closed tab, lies encrypted, and is sent once and in order, though two tabs come back at once', async () => {
    const other = await visit(patient, await aProfile());
    const tab = await visit(doctor);
    await tab.until(`state.outbox === 'kept'`);
    await goOffline(tab);
    for (const text of WRITTEN) await tab.say('sendMessage', conversationId, text);
    await tab.page.evaluate(`causerie.drafts.set('${conversationId}', 'Brouillon à relire')`);
    await tab.until('entry.pending.length === 3');
    const stored = await until(
      () => storedBy(tab.page),
      ({ rows }) => rows === 5,
    );
    expect(stored.keys).toBe(1);
    for (const word of ['ordonnance', 'Brouillon', 'relire', 'Premi']) expect(stored.text).not.toContain(word);
    await tab.page.close();
    expect(await committed()).toEqual([]);

    await goOnline();
    const [again, too] = await Promise.all([visit(doctor), visit(doctor)]);
    for (const one of [again, too, other]) await one.until('entry.messages.length === 3 && entry.pending.length === 0');
    expect(await committed()).toEqual(WRITTEN);
    for (const one of [again, too, other]) expect(await one.texts()).toEqual(WRITTEN);
    expect(await again.page.evaluate(`causerie.drafts.get('${conversationId}')`)).toBe('Brouillon à relire');
    await other.page.context().close();
  });

  it('SDK-1: is gone with its key when its person logs out, and when somebody else comes after they left', async () => {
    const tab = await visit(doctor);
    await tab.until(`state.outbox === 'kept'`);
    await goOffline(tab);
    await tab.say('sendMessage', conversationId, 'Pas encore partie');
    await until(
      () => storedBy(tab.page),
      ({ rows }) => rows === 2,
    );
    await tab.page.close();
    await goOnline();

    const next = await visit(patient);
    await next.until(`state.outbox === 'kept'`);
    expect(await storedBy(next.page)).toMatchObject({ rows: 1, keys: 1 });
    await next.page.evaluate(`causerie.drafts.set('${conversationId}', 'Un brouillon')`);
    await until(
      () => storedBy(next.page),
      ({ rows }) => rows === 2,
    );
    await next.say('logout');
    expect(await storedBy(next.page)).toMatchObject({ rows: 0, keys: 0 });
    expect(await committed()).toEqual([]);
  });
});

describe('Two tabs of one person', () => {
  it('SDK-2: have one socket, and the one that is left goes on by itself', async () => {
    const before = await socketsOf(world);
    const leader = await visit(doctor);
    const follower = await visit(doctor);
    expect(await socketsOf(world)).toBe(before + 1);
    expect([(await leader.state()).connection.leads, (await follower.state()).connection.leads]).toEqual([true, false]);
    await follower.say('sendMessage', conversationId, 'Par la connexion de l’autre onglet');
    for (const tab of [leader, follower]) await tab.until('entry.messages.length === 1 && entry.pending.length === 0');

    const closedAtMs = Date.now();
    await leader.page.close();
    await follower.until(`state.connection.leads && state.connection.status === 'connected'`);
    console.log(`The other tab went on ${Date.now() - closedAtMs} ms after the one with the socket was closed`);
    await world.call('POST', `/v1/conversations/${conversationId}/messages`, await world.tokenOf(patient), {
      clientMessageId: crypto.randomUUID(),
      content: 'Bien reçu',
    });
    await follower.until('entry.messages.length === 2');
    expect(
      await until(
        () => socketsOf(world),
        (count) => count === before + 1,
      ),
    ).toBe(before + 1);
  });
});

describe('Where sockets are blocked', () => {
  it('SDK-5: messages leave and arrive by REST, and the state says that they take a little longer', async () => {
    isWithoutSockets = true;
    await profile.route('**/socket.io/**', (route) => route.abort());
    const tab = await visit(doctor);
    await tab.say('sendMessage', conversationId, 'Sans socket');
    await tab.until('entry.messages.length === 1 && entry.pending.length === 0');
    await tab.until('state.connection.polling');
    await world.call('POST', `/v1/conversations/${conversationId}/messages`, await world.tokenOf(patient), {
      clientMessageId: crypto.randomUUID(),
      content: 'Reçu sans socket',
    });
    await tab.until('entry.messages.length === 2 && entry.counted.unread === 1');
    expect((await tab.state()).connection.status).not.toBe('connected');
  });
});

/** Looks until it fits. */
async function until<T>(look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> {
  return expect.poll(look, { timeout: 15_000, interval: 100 }).toSatisfy(fits).then(look);
}
