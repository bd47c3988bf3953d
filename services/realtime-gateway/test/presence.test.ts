import type { Announcement, Person } from '@causerie/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countConnections } from '../src/count-connections.ts';
import { watchPresence } from '../src/presence.ts';
import { createSessions, type Session } from '../src/session.ts';

const GRACE_MS = 3000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function person(id: string): Person {
  return { id, side: 'client', subject: id, name: id };
}

/** What all replicas share, in this process. */
function sharedWords() {
  const here = new Map<string, Set<string>>();
  const of = (personId: string): Set<string> => here.get(personId) ?? new Set();
  const presencesOf = (name: string) => ({
    async enter(personId: string) {
      const first = of(personId).size === 0;
      here.set(personId, of(personId).add(name));
      return first;
    },
    async leave(personId: string) {
      of(personId).delete(name);
      return of(personId).size === 0;
    },
    refresh: async () => undefined,
    onlineAmong: async (ids: readonly string[]) => new Set(ids.filter((id) => of(id).size > 0)),
  });
  return { here, presencesOf };
}

/** A replica; everybody's only contact is Max. */
function replica(name: string, shared: ReturnType<typeof sharedWords>, abandoned: string[] = []) {
  const sessions = createSessions();
  const told: Announcement[] = [];
  const seen: string[] = [];
  const errors: unknown[] = [];
  const deps = {
    clock: { nowMs: Date.now },
    connections: {
      abandoned: async () => abandoned.splice(0),
      retire: async (ids: readonly string[]) => void abandoned.push(...ids),
    },
    counter: { changed: () => undefined, close: async () => undefined },
    directory: {
      contactIds: async () => ['max'],
      findAll: async (ids: readonly string[]) => ids.map((id) => ({ ...person(id), lastSeenAt: null })),
      seen: async (id: string) => void seen.push(id),
    },
    live: { tell: (announcement: Announcement) => void told.push(announcement) },
    presences: shared.presencesOf(name),
    presenceGraceMs: GRACE_MS,
    sessions,
  };
  const watch = watchPresence(deps, (error) => errors.push(error));
  return {
    watch,
    seen,
    errors,
    connect(id: string): () => void {
      const session = { person: person(id) } as unknown as Session;
      sessions.add(session);
      watch.arrived(session.person);
      return () => {
        sessions.remove(session);
        watch.left(session.person);
      };
    },
    said: () =>
      told.map(({ audience, event }) => {
        if (event.type !== 'presence') throw new Error('only presence is told');
        return `${event.person.id} ${event.online ? 'here' : 'gone'} to ${audience.join()}`;
      }),
  };
}

describe('presence', () => {
  it('says nothing of a page reload, and says once that somebody is gone (DEL-10)', async () => {
    const { connect, said, seen } = replica('one', sharedWords());
    const leave = connect('léa');
    await vi.advanceTimersByTimeAsync(0);
    leave();
    await vi.advanceTimersByTimeAsync(GRACE_MS - 1);
    const leaveAgain = connect('léa');
    await vi.advanceTimersByTimeAsync(10 * GRACE_MS);
    expect(said()).toEqual(['léa here to max']);
    leaveAgain();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(said()).toEqual(['léa here to max', 'léa gone to max']);
    expect(seen).toEqual(['léa']);
  });

  it('says nothing while the person has a socket at another replica', async () => {
    const shared = sharedWords();
    const [one, two] = [replica('one', shared), replica('two', shared)];
    const leave = one.connect('léa');
    await vi.advanceTimersByTimeAsync(0);
    const leaveTwo = two.connect('léa');
    await vi.advanceTimersByTimeAsync(0);
    leave();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect([...one.said(), ...two.said()]).toEqual(['léa here to max']);
    leaveTwo();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(two.said()).toEqual(['léa gone to max']);
  });

  it('of the people of a killed replica is told by those who are left, unless they came back', async () => {
    const shared = sharedWords();
    const abandoned = ['léa', 'zoé', 'ana'];
    const { connect, said, errors } = replica('one', shared, abandoned);
    connect('zoé');
    await shared.presencesOf('two').enter('ana');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said()).toEqual(['zoé here to max', 'léa gone to max']);
    expect(errors).toEqual([]);
  });
});

describe('a replica that ends', () => {
  it('says nothing of those who come back elsewhere; of the others say those who are left that they are gone', async () => {
    const shared = sharedWords();
    const abandoned: string[] = [];
    const [one, two] = [replica('one', shared, abandoned), replica('two', shared, abandoned)];
    const leave = one.connect('léa');
    one.connect('zoé');
    const leaveAna = one.connect('ana');
    await vi.advanceTimersByTimeAsync(0);
    leaveAna();
    leave();
    await one.watch.close();
    two.connect('zoé');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(one.said()).toEqual(['léa here to max', 'zoé here to max', 'ana here to max']);
    expect(two.said()).toEqual(['zoé here to max', 'ana gone to max', 'léa gone to max']);
    expect(two.seen).toEqual(['ana', 'léa']);
    expect([...one.errors, ...two.errors]).toEqual([]);
  });
});

describe('the counter of sockets', () => {
  /** A replica whose shared counts the test can lose. */
  function counting() {
    const sessions = createSessions();
    const calls: Array<[verb: string, counts: Record<string, number>]> = [];
    const redis = { away: false, wiped: false };
    const note = (verb: string, counts: ReadonlyMap<string, number>): void => {
      if (redis.away) throw new Error('away');
      calls.push([verb, Object.fromEntries(counts)]);
    };
    const connections = {
      async update(counts: ReadonlyMap<string, number>) {
        note('update', counts);
        return redis.wiped ? ('forgotten' as const) : ('updated' as const);
      },
      replace: async (counts: ReadonlyMap<string, number>) => note('replace', counts),
      retire: async () => undefined,
      abandoned: async () => [],
      counts: async () => new Map(),
    };
    const errors: unknown[] = [];
    const counter = countConnections({ connections, sessions }, (error) => errors.push(error));
    const connect = (id: string) => {
      const session = { person: person(id) } as unknown as Session;
      sessions.add(session);
      counter.changed(id);
      return () => {
        sessions.remove(session);
        counter.changed(id);
      };
    };
    return { counter, calls, errors, redis, connect };
  }

  it('tells all at first, then what changed, and everything again when it was forgotten or could not be told', async () => {
    const { counter, calls, errors, redis, connect } = counting();
    const leave = connect('léa');
    connect('léa');
    await vi.advanceTimersByTimeAsync(1000);
    leave();
    connect('max');
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.splice(0)).toEqual([
      ['replace', { léa: 2 }],
      ['update', { léa: 1, max: 1 }],
    ]);
    redis.wiped = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls.splice(0)).toEqual([
      ['update', {}],
      ['replace', { léa: 1, max: 1 }],
    ]);
    redis.wiped = false;
    redis.away = true;
    connect('zoé');
    await vi.advanceTimersByTimeAsync(1000);
    expect(errors).toHaveLength(1);
    redis.away = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls.splice(0)).toEqual([['replace', { léa: 1, max: 1, zoé: 1 }]]);
    await counter.close();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls).toEqual([]);
  });
});
