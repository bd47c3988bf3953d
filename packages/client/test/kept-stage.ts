import { IDBFactory } from 'fake-indexeddb';
import type { Conversation, Person } from '@causerie/contracts';
import { expect } from 'vitest';
import { type Causerie, type CauserieOptions, createCauserie } from '../src/causerie.ts';
import { systemClock } from '../src/environment.ts';
import { indexedDbStorage } from '../src/keep/indexed-db-storage.ts';
import type { OutboxStorage } from '../src/keep/outbox-storage.ts';
import type { ConversationEntry } from '../src/state.ts';
import { FakeLog } from './fake-log.ts';
import { type FakeReplica, startReplica } from './fake-server.ts';
import { FakeBrowser, type FakeTab } from './fake-tabs.ts';
import { until } from './until.ts';

/** A browser with a disk, and a server with a conversation of two people. */
interface Stage {
  log: FakeLog;
  doctor: Person;
  patient: Person;
  conversation: Conversation;
  replica: FakeReplica;
  browser: FakeBrowser;
  clients: Causerie[];
  /** How much later it is than now. */
  aheadMs: number;
  /** The disk takes nothing more. */
  failing: boolean;
}

/** What the test that runs is played on. */
export let stage: Stage;

/** To be called before each test. */
export async function setStage(): Promise<void> {
  globalThis.indexedDB = new IDBFactory();
  const log = new FakeLog();
  const doctor = log.addPerson('professional', '1', 'Dr Claire Fontaine');
  const patient = log.addPerson('client', '2', 'Léa Moreau');
  const conversation = log.create([doctor, patient]);
  const replica = await startReplica(log, { replica: 'gateway-1' });
  const browser = new FakeBrowser();
  stage = { log, doctor, patient, conversation, replica, browser, clients: [], aheadMs: 0, failing: false };
}

/** To be called after each test. */
export async function clearStage(): Promise<void> {
  for (const client of stage.clients) client.stop();
  await stage.replica.kill();
}

const clock = { ...systemClock, now: () => Date.now() + stage.aheadMs };

/** The real storage, whose disk may be full. */
function storageOf(tab: FakeTab): OutboxStorage {
  const real = indexedDbStorage(clock, tab.page.locks);
  return {
    async open(account) {
      const kept = await real.open(account);
      return {
        ...kept,
        put: (id, text) => (stage.failing ? Promise.reject(new Error('no room')) : kept.put(id, text)),
      };
    },
  };
}

/** Opens a tab in which a person's messenger runs; without a network nothing leaves it. */
export async function open(
  person: Person,
  more: Partial<CauserieOptions> = {},
): Promise<{ client: Causerie; tab: FakeTab }> {
  const tab = stage.browser.openTab();
  const client = createCauserie({
    url: stage.replica.url,
    getToken: () => `token-${person.subject}`,
    clock,
    page: tab.page,
    storage: storageOf(tab),
    shareSocket: false,
    ...more,
  });
  stage.clients.push(client);
  client.start();
  client.openConversation(stage.conversation.id);
  await until(client, (state) => state.list.loaded && entryOf(client)?.floorSeq === 1);
  return { client, tab };
}

/** A tab whose network is gone once the list is there. */
export async function openCut(person: Person, more: Partial<CauserieOptions> = {}) {
  let isCut = false;
  const opened = await open(person, {
    wire: ({ handlers }) => ({
      open: () => queueMicrotask(() => handlers.refused(null)),
      close: () => undefined,
      tell: () => undefined,
      request: () => Promise.reject(new Error('there is no wire')),
    }),
    fetch: (...given) => (isCut ? Promise.reject(new TypeError('no network')) : fetch(...given)),
    ...more,
  });
  await until(opened.client, ({ outbox }) => outbox === 'kept');
  isCut = true;
  return opened;
}

/** The tab is closed: its page ends with everything in it. */
export function close({ client, tab }: { client: Causerie; tab: FakeTab }): void {
  client.stop();
  tab.crash();
}

export function entryOf(client: Causerie): ConversationEntry | undefined {
  return client.getSnapshot().conversations[stage.conversation.id];
}

export const committed = (): string[] => stage.log.page(stage.conversation.id, {}).items.map(({ content }) => content);
export const waiting = (client: Causerie): string[] => (entryOf(client)?.pending ?? []).map(({ content }) => content);

/** Everything that lies on the disk. */
export async function rows(): Promise<{ place: string; value: Record<string, unknown> }[]> {
  const database = await answer(indexedDB.open('causerie-outbox'));
  if (!database.objectStoreNames.contains('kept')) return [];
  const store = database.transaction('kept').objectStore('kept');
  const [places, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
  database.close();
  return places.map((place, index) => ({ place: place as string, value: values[index] as Record<string, unknown> }));
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('refused')));
  });
}

export const rowsOnDisk = (count: number) => expect.poll(async () => (await rows()).length).toBe(count);

/** A wire that the server refuses as soon as the token is another one. */
export function refusing(isRefused: () => boolean, code = 'unauthenticated'): NonNullable<CauserieOptions['wire']> {
  return ({ getToken, handlers }) => ({
    open: () =>
      void Promise.resolve(getToken())
        .catch(() => null)
        .then(() => handlers.refused(isRefused() ? { code, detail: '', retryable: false } : null)),
    close: () => undefined,
    tell: () => undefined,
    request: () => Promise.reject(new Error('there is no wire')),
  });
}
