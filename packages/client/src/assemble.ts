import { SessionTransport } from './calls/session-transport.ts';
import type { CallLine } from './calls/transport.ts';
import type { CauserieOptions } from './causerie.ts';
import { Connection } from './connection.ts';
import { browserNetwork, randomId, systemClock } from './environment.ts';
import { createFeed } from './feed.ts';
import { tusTransfers } from './files/transfer.ts';
import { createUploads } from './files/uploads.ts';
import { createNotifications } from './notifications/notifications.ts';
import { browserStorage } from './keep/browser-storage.ts';
import { Keeper } from './keep/keeper.ts';
import { Outbox } from './outbox.ts';
import { tokensOfOne } from './of-one.ts';
import { Polling } from './polling.ts';
import { sessionEvents } from './session-events.ts';
import type { Parts } from './parts.ts';
import { createQueries } from './queries.ts';
import { Receipts } from './receipts.ts';
import { reduce } from './reduce.ts';
import { createRest } from './rest.ts';
import { createStore } from './store.ts';
import { Sync } from './sync.ts';
import { browserPage } from './tabs/page.ts';
import { shareWhereTabsMeet } from './tabs/share.ts';
import { createTyping } from './typing.ts';
import { socketIoWire } from './wire.ts';

/** Makes the parts and tells each what it may use; the only place that knows them all. */
export function assemble(options: CauserieOptions): Parts {
  const { url, clock = systemClock, network = browserNetwork, page = browserPage(), random = Math.random } = options;
  const { locale = 'fr', newId = randomId, storage = browserStorage(clock, page.locks) } = options;
  const { store, listen } = createFeed(createStore(reduce));
  const getToken = tokensOfOne(options.getToken, () => anotherPerson(parts));
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const rest = createRest({
    url,
    getToken,
    fetch,
    clock,
    locale,
    onTokenRefused: (reason) => connection.tokenRefused(reason),
  });
  const ownWire = options.wire ?? socketIoWire;
  const wire = options.shareSocket === false ? ownWire : shareWhereTabsMeet(ownWire, { page, clock, newId });
  const connection = new Connection({ url, wire, getToken, clock, network, random, ...sessionEvents(() => parts) });
  const transport = new SessionTransport(connection);
  const sync = new Sync({ store, rest, clock, random });
  const keeper = new Keeper({
    storage,
    store,
    clock,
    locks: page.locks,
    server: url,
    fetchConversation: (conversationId) => rest.conversation(conversationId),
    onLoaded: () => parts.outbox.kick(),
    onSentElsewhere: () => void sync.resync(),
  });
  const parts: Parts = {
    clock,
    page,
    store,
    listen,
    rest,
    connection,
    transport,
    callLine: callLineOf({ store, rest, connection, transport, newId }),
    typing: createTyping({ store, connection, clock }),
    notifications: createNotifications({
      rest,
      clock,
      pushWorkerUrl: options.pushWorkerUrl ?? null,
      locale: () => (typeof locale === 'string' ? locale : locale()),
    }),
    sync,
    receipts: new Receipts({ store, rest, connection, clock }),
    keeper,
    outbox: new Outbox({ store, rest, connection, network, clock, random, newId, keeper }),
    polling: new Polling({
      clock,
      network,
      random,
      read: () => sync.resync(),
      onState: (works) => store.dispatch({ type: 'connection', change: { polling: works } }),
    }),
    uploads: createUploads({ rest, open: tusTransfers(url, getToken), clock, network, random, newId }),
    queries: createQueries(rest, url),
    async searchPeople(search) {
      const { items } = await rest.people(search);
      store.dispatch({ type: 'presence', people: items });
      return items;
    },
  };
  return parts;
}

/** The tokens are of somebody else from now on: nothing of who was here before is shown to them, or sent. */
function anotherPerson({ connection, store, sync, uploads }: Parts): void {
  store.dispatch({ type: 'left' });
  uploads.forget();
  connection.begin();
  void sync.resync();
}

function callLineOf({
  store,
  rest,
  connection,
  transport,
  newId,
}: Pick<Parts, 'store' | 'rest' | 'connection' | 'transport'> & { newId: () => string }): CallLine {
  return {
    transport,
    device: newId(),
    leads: () => connection.leads(),
    claim: () => connection.claim(),
    rest: (method, path, body) => rest.request(method, path, body),
    whoAmI() {
      const { me } = store.getSnapshot();
      return me === null ? null : { personId: me.id };
    },
  };
}
