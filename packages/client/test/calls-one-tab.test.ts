import { beforeEach, describe, expect, it } from 'vitest';
import { takeTurn } from '../src/calls/one-tab.ts';
import { machine } from './calls-fake-line.ts';
import { FakeClock } from './fake-clock.ts';

/** Tabs of one browser that hear each other at once. */
class Tabs {
  readonly #open = new Set<EventTarget>();

  channel(): BroadcastChannel {
    const channel = new EventTarget();
    this.#open.add(channel);
    const postMessage = (data: unknown): void => {
      for (const other of this.#open)
        if (other !== channel) other.dispatchEvent(Object.assign(new Event('message'), { data }));
    };
    return Object.assign(channel, {
      postMessage,
      close: () => void this.#open.delete(channel),
    }) as unknown as BroadcastChannel;
  }
}

let clock: FakeClock;
let begun: string[];
beforeEach(() => {
  clock = new FakeClock();
  begun = [];
});

describe('one tab rings', () => {
  it.each(['locks', 'channel'] as const)('one at a time, and the next when it gives up (%s)', async (by) => {
    const tabs = new Tabs();
    const take = (tab: string): (() => void) => {
      const means = by === 'locks' ? { locks: navigatorLocks } : { openChannel: () => tabs.channel() };
      return takeTurn(machine(clock, { newId: () => tab, ...means }), 'ring', () => begun.push(tab));
    };
    const giveUp = { a: take('a'), b: take('b'), c: take('c') };
    await clock.pass(400);
    expect(begun).toEqual(['a']);
    giveUp.b();
    giveUp.a();
    await clock.pass(400);
    expect(begun).toEqual(['a', 'c']);
    giveUp.c();
    await clock.pass(10_000);
    expect([begun, clock.waiting]).toEqual([['a', 'c'], 0]);
  });

  it('another tab takes over from one that went without a word', async () => {
    const tabs = new Tabs();
    const silent = tabs.channel();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no origin to name
    const hear = (data: unknown): void => silent.postMessage(data);
    takeTurn(machine(clock, { newId: () => 'b', openChannel: () => tabs.channel() }), 'ring', () => begun.push('b'));
    hear({ kind: 'have', tab: 'a' });
    await clock.pass(2_900);
    hear({ kind: 'have', tab: 'a' });
    await clock.pass(2_900);
    expect(begun).toEqual([]);
    await clock.pass(400);
    expect(begun).toEqual(['b']);
  });

  it('where tabs cannot hear each other, each rings', () => {
    takeTurn(machine(clock), 'ring', () => begun.push('alone'));
    expect(begun).toEqual(['alone']);
  });
});

/** Locks as browsers have them, as far as they are used: one holder at a time, in the order of asking. */
const navigatorLocks = (() => {
  let tail: Promise<unknown> = Promise.resolve();
  const request = (_name: string, { signal }: { signal: AbortSignal }, held: () => Promise<void> | undefined) => {
    const mine = tail.then(() => (signal.aborted ? undefined : held()));
    tail = mine;
    return mine;
  };
  return { request } as unknown as LockManager;
})();
