import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { digest } from '../digest.ts';
import type { Clock } from '../environment.ts';
import type { Account, Kept, OutboxStorage } from './outbox-storage.ts';
import { createKey, seal, type Sealed, unseal } from './seal.ts';

/** A key that nobody used for so long is deleted, with everything that only it can read. */
const KEY_IDLE_MS = 3 * 24 * 3_600_000;
/** What was not sent for so long is not kept any longer. */
const RECORD_KEPT_MS = 7 * 24 * 3_600_000;
/** The use of a key is noted at most so often. */
const USE_NOTED_EVERY_MS = 3_600_000;

/** The key of one person, and when it was last used (milliseconds since the epoch). */
interface Owner {
  server: string;
  key: CryptoKey;
  usedAtMs: number;
}

/** Something that is kept, until when. Lies under the name of its owner and its own id. */
interface KeptRow extends Sealed {
  untilMs: number;
}

type Row = [place: string, value: Owner | KeptRow];

/**
 * The storage of browsers: IndexedDB, encrypted with a key per person that cannot be taken out. `locks` tell whether a tab
 * of somebody is open still: who has none left is forgotten when somebody else comes.
 */
export function indexedDbStorage(clock: Clock, locks: LockManager | null): OutboxStorage {
  const rows = createStore('causerie-outbox', 'kept');
  return {
    async open(account) {
      const name = await digest(`${account.server} ${account.personId}`);
      const leave = await arrive(locks, name);
      try {
        await sweep(rows, clock.now(), (other) => forgetIfGone(rows, locks, other), { name, ...account });
        const owner = await findOwner(rows, name, account, clock.now());
        return keptBy(rows, name, owner, clock, leave);
      } catch (error) {
        leave();
        throw error;
      }
    },
  };
}

/** Says for as long as this page lives that somebody is here; other tabs of theirs say the same. */
async function arrive(locks: LockManager | null, name: string): Promise<() => void> {
  if (locks === null) return () => undefined;
  let leave: () => void = () => undefined;
  const stays = new Promise<void>((resolve) => (leave = resolve));
  await new Promise<void>((arrived) => {
    void locks.request(presence(name), { mode: 'shared' }, () => {
      arrived();
      return stays;
    });
  });
  return leave;
}

const presence = (name: string): string => `causerie-kept-${name}`;

async function forgetIfGone(rows: UseStore, locks: LockManager | null, name: string): Promise<void> {
  if (locks === null) return forget(rows, name);
  await locks.request(presence(name), { ifAvailable: true }, (lock) =>
    lock === null ? undefined : forget(rows, name),
  );
}

/** Deletes what is too old, what has no key, and who used this server before and has left. */
async function sweep(
  rows: UseStore,
  nowMs: number,
  leftBehind: (name: string) => Promise<void>,
  { name, server }: Account & { name: string },
): Promise<void> {
  const all = await everything(rows);
  const isIdle = (value: Owner | KeptRow): boolean => 'key' in value && value.usedAtMs + KEY_IDLE_MS <= nowMs;
  const owners = new Set(all.flatMap(([place, value]) => ('key' in value && !isIdle(value) ? [place] : [])));
  const isOver = ([place, value]: Row): boolean =>
    'key' in value ? isIdle(value) : value.untilMs <= nowMs || !owners.has(ownerOf(place));
  await deleteAll(
    rows,
    all.filter(isOver).map(([place]) => place),
  );
  const others = all.filter(([place, value]) => 'key' in value && place !== name && value.server === server);
  for (const [other] of others) await leftBehind(other);
}

const ownerOf = (place: string): string => place.slice(0, place.indexOf('/'));

/** The key that is there, or a new one; of two tabs that make one at the same time, one is taken by both. */
async function findOwner(rows: UseStore, name: string, { server }: Account, nowMs: number): Promise<Owner> {
  const fresh: Owner = { server, key: await createKey(), usedAtMs: nowMs };
  return rows('readwrite', async (store) => {
    const known = (await promisifyRequest(store.get(name))) as Owner | undefined;
    const owner = known === undefined ? fresh : { ...known, usedAtMs: nowMs };
    store.put(owner, name);
    await promisifyRequest(store.transaction);
    return owner;
  });
}

function keptBy(rows: UseStore, name: string, owner: Owner, clock: Clock, leave: () => void): Kept {
  const place = (id: string): string => `${name}/${id}`;
  let { usedAtMs } = owner;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    all: () =>
      inTurn(async () => {
        const found = new Map<string, string>();
        for (const [at, value] of await everything(rows)) {
          if ('key' in value || ownerOf(at) !== name) continue;
          const text = await unseal(owner.key, at, value);
          if (text !== null) found.set(at.slice(name.length + 1), text);
        }
        return found;
      }),
    has: (id) => inTurn(() => rows('readonly', async (store) => (await promisifyRequest(store.count(place(id)))) > 0)),
    put: (id, text) =>
      inTurn(async () => {
        const nowMs = clock.now();
        const record: KeptRow = { ...(await seal(owner.key, place(id), text)), untilMs: nowMs + RECORD_KEPT_MS };
        const isNoted = nowMs - usedAtMs < USE_NOTED_EVERY_MS;
        await rows('readwrite', async (store) => {
          // A key that was deleted since, by a logout in another tab, must not leave anything behind it.
          if ((await promisifyRequest(store.count(name))) === 0) throw new Error('the key is gone');
          store.put(record, place(id));
          if (!isNoted) store.put({ ...owner, usedAtMs: nowMs }, name);
          await promisifyRequest(store.transaction);
        });
        if (!isNoted) usedAtMs = nowMs;
      }),
    remove: (id) => inTurn(() => deleteAll(rows, [place(id)])),
    forget: () => inTurn(() => forget(rows, name)),
    close: leave,
  };
}

async function forget(rows: UseStore, name: string): Promise<void> {
  const all = await everything(rows);
  await deleteAll(
    rows,
    all.map(([place]) => place).filter((place) => place === name || ownerOf(place) === name),
  );
}

function deleteAll(rows: UseStore, places: readonly string[]): Promise<void> {
  return rows('readwrite', async (store) => {
    for (const place of places) store.delete(place);
    await promisifyRequest(store.transaction);
  });
}

function everything(rows: UseStore): Promise<Row[]> {
  return rows('readonly', async (store) => {
    const [places, values] = await Promise.all([
      promisifyRequest(store.getAllKeys()),
      promisifyRequest(store.getAll()),
    ]);
    return places.map((place, index): Row => [place as string, values[index] as Owner | KeptRow]);
  });
}
