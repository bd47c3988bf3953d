import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeClock } from './fake-clock.ts';
import { aToken, type FakeGateway } from './fake-gateway.ts';
import { type Running, Stage } from './shared-wire-stage.ts';

let stage: Stage;
let clock: FakeClock;
let gateway: FakeGateway;

beforeEach(() => {
  stage = new Stage();
  ({ clock, gateway } = stage);
});

afterEach(() => vi.restoreAllMocks());

const open = (token?: string): Promise<Running> => stage.open(token);
const settle = (durationMs?: number): Promise<void> => stage.settle(durationMs);
const leaders = (...those: Running[]): Running[] => those.filter(({ connection }) => connection.leads() === true);

describe('the tabs of one person', () => {
  it('have one connection, which all of them hear and speak over', async () => {
    const [a, b, c] = [await open(), await open(), await open()];
    expect(gateway.sockets).toHaveLength(1);
    for (const { state } of [a, b, c])
      expect(state).toMatchObject({ status: 'connected', replica: 'gateway-1', socketId: 'socket-1' });
    expect([a.state.leads, b.state.leads, c.state.leads]).toEqual([true, false, false]);
    gateway.push('message.created');
    await settle();
    for (const { heard } of [a, b, c]) expect(heard).toEqual(['message.created']);
    gateway.answers.set('message.send', { message: 'said' });
    await expect(b.connection.request('message.send', { content: 'x' })).resolves.toEqual({ message: 'said' });
    c.connection.tell('typing', { active: true });
    await settle();
    expect(gateway.told).toEqual(['typing']);
  });

  it('are answered each what it asked', async () => {
    await open();
    const [b, c] = [await open(), await open()];
    gateway.answers.set('read.update', 'to the second').set('delivered.update', 'to the third');
    const answers = Promise.all([
      b.connection.request('read.update', {}),
      c.connection.request('delivered.update', {}),
    ]);
    await expect(answers).resolves.toEqual(['to the second', 'to the third']);
  });

  it('do not believe the last words of a tab that does not lead any more', async () => {
    await open();
    const follower = await open();
    stage.browser.shout({ kind: 'event', leader: 'gone', name: 'message.created', payload: {} });
    stage.browser.shout({ kind: 'lost', leader: 'gone' });
    await settle();
    expect([follower.state.status, follower.heard]).toEqual(['connected', []]);
  });

  it('are refused as the server refuses, with what it said', async () => {
    await open();
    const follower = await open();
    await expect(follower.connection.request('message.send', {})).rejects.toMatchObject({
      code: 'conflict',
      retryAfterMs: 2_000,
    });
  });

  it.each(['closed', 'crashed', 'stopped'] as const)(
    'go on within a second when the one that led is %s',
    async (how) => {
      const [leader, follower, third] = [await open(), await open(), await open()];
      const waiting = follower.connection.request('never.answered', {}).catch((error: unknown) => error);
      await settle();
      if (how === 'closed') leader.tab.hide();
      else if (how === 'stopped') leader.connection.stop();
      if (how !== 'stopped') {
        leader.tab.crash();
        gateway.cut(leader.tab);
      }
      await settle(1_000);
      await expect(waiting).resolves.toMatchObject({ code: 'network', retryable: true });
      expect(leaders(follower, third)).toHaveLength(1);
      expect([follower.state.status, third.state.status]).toEqual(['connected', 'connected']);
      expect(gateway.sockets).toHaveLength(1);
      gateway.push('message.created');
      await settle();
      expect([follower.heard, third.heard]).toEqual([['message.created'], ['message.created']]);
    },
  );

  it('reconnect together when the gateway is lost, still over one connection', async () => {
    const [a, b] = [await open(), await open()];
    gateway.cut(a.tab);
    await settle();
    expect([a.state.status, b.state.status]).toEqual(['reconnecting', 'reconnecting']);
    expect(b.connection.isReady()).toBe(false);
    await settle(2_000);
    expect([a.state.status, b.state.status]).toEqual(['connected', 'connected']);
    expect(gateway.sockets).toHaveLength(1);
  });

  it('relieve one that sleeps and holds the connection, which then follows when it wakes up', async () => {
    const [leader, follower] = [await open(), await open()];
    leader.tab.isAsleep = true;
    await settle(10_000);
    expect([follower.state.status, follower.state.leads]).toEqual(['connected', true]);
    leader.tab.wake();
    await settle(1_000);
    expect([leader.state.status, leader.state.leads, leader.state.socketId]).toEqual(['connected', false, 'socket-2']);
    expect(gateway.sockets).toHaveLength(1);
  });

  it('nobody who is not looked at relieves a sleeping one', async () => {
    const [leader, follower] = [await open(), await open()];
    follower.tab.isVisible = false;
    leader.tab.isAsleep = true;
    await settle(60_000);
    expect(leaders(follower)).toEqual([]);
  });

  it('survive start, stop, start in one breath', async () => {
    const leader = await open();
    leader.connection.stop();
    leader.connection.start();
    leader.connection.stop();
    leader.connection.start();
    await settle(1_000);
    expect([leader.state.status, gateway.sockets.length]).toEqual(['connected', 1]);
    leader.connection.stop();
    await settle();
    expect([gateway.sockets.length, clock.waiting]).toEqual([0, 0]);
  });
});

describe('a call', () => {
  it('takes the connection for its tab, and the others follow', async () => {
    const [a, b] = [await open(), await open()];
    const claimed = b.connection.claim();
    await settle();
    await claimed;
    expect([a.state.leads, b.state.leads]).toEqual([false, true]);
    expect([a.state.socketId, b.state.socketId]).toEqual(['socket-2', 'socket-2']);
    expect(gateway.sockets.map(({ tab }) => tab)).toEqual([b.tab]);
    await b.connection.claim();
    expect(gateway.opened).toBe(2);
    b.tab.crash();
    gateway.cut(b.tab);
    await settle(500);
    expect([a.state.status, a.state.leads]).toEqual(['connected', true]);
  });

  it('of a tab that shares nothing has the connection already', async () => {
    const alone = await open('opaque');
    await alone.connection.claim();
    expect([alone.connection.leads(), alone.state.status]).toEqual([null, 'connected']);
  });
});

describe('two people in one browser', () => {
  it('have a connection each', async () => {
    const [a, b] = [await open(aToken('1')), await open(aToken('2'))];
    expect([a.state.socketId, b.state.socketId]).toEqual(['socket-1', 'socket-2']);
    gateway.push('message.created', a.tab);
    await settle();
    expect([a.heard, b.heard]).toEqual([['message.created'], []]);
  });

  it('the same person with a renewed token shares the connection', async () => {
    await open(aToken('1', { exp: 1 }));
    await open(aToken('1', { exp: 2, name: 'Married since' }));
    expect(gateway.sockets).toHaveLength(1);
  });
});

describe('a token', () => {
  it('is renewed over the shared connection by a tab that follows, and who comes later knows until when', async () => {
    const leader = await open();
    const follower = await open();
    gateway.answers.set('auth.refresh', { expiresAt: '2026-03-02T12:00:00.000Z' });
    follower.token = aToken('1', { exp: 9 });
    await settle(58 * 60_000);
    expect(gateway.requests.filter((event) => event === 'auth.refresh')).toHaveLength(1);
    const late = await open(aToken('1', { exp: 9 }));
    late.token = aToken('1', { exp: 10 });
    await settle(5 * 60_000);
    expect([leader.ended, late.state.status]).toEqual([[], 'connected']);
    expect(gateway.requests.filter((event) => event === 'auth.refresh')).toHaveLength(1);
  });

  it('that ended for the leading tab ends nothing for one that has a newer token', async () => {
    const [leader, follower] = [await open(), await open(aToken('1', { exp: 9 }))];
    gateway.refused.add(leader.token);
    gateway.push('session.ended', leader.tab, { reason: 'token_expired' });
    gateway.cut(leader.tab);
    await settle(2_000);
    expect([leader.ended, follower.ended]).toEqual([['token_expired'], []]);
    expect([follower.state.status, follower.state.leads]).toEqual(['connected', true]);
  });
});

describe('whatever happens to the tabs', () => {
  const step = fc.record({
    what: fc.constantFrom(
      ...([
        'open',
        'close',
        'crash',
        'sleep',
        'wake',
        'look away',
        'look',
        'claim',
        'cut',
        'stop',
        'start',
        'wait',
      ] as const),
    ),
    which: fc.nat(5),
    waitMs: fc.nat(5_000),
  });

  it('those that are left end up connected over one connection, and each hears everything once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        stage = new Stage();
        for (const { what, which, waitMs } of steps) await stage.happen(what, which, waitMs);
        const running = await stage.calm();
        expect(running.map(({ state }) => state.status)).toEqual(running.map(() => 'connected'));
        expect(leaders(...running)).toHaveLength(1);
        expect(stage.gateway.sockets.map(({ tab }) => tab)).toEqual(leaders(...running).map(({ tab }) => tab));
        for (const { heard } of running) heard.length = 0;
        stage.gateway.push('message.created');
        stage.gateway.answers.set('message.send', { message: 'said' });
        await stage.settle();
        for (const { connection, heard } of running) {
          expect(heard).toEqual(['message.created']);
          const answer = connection.request('message.send', {});
          await stage.settle();
          await expect(answer).resolves.toEqual({ message: 'said' });
        }
        vi.restoreAllMocks();
      }),
      { numRuns: 150 },
    );
  });
});
