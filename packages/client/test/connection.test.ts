import { beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../src/connection.ts';
import type { ConnectionState } from '../src/state.ts';
import { createStore } from '../src/store.ts';
import { reduce } from '../src/reduce.ts';
import { createTyping } from '../src/typing.ts';
import type { WireHandlers } from '../src/wire.ts';
import { FakeClock } from './fake-clock.ts';

const READY = {
  person: { id: 'me', side: 'client', subject: '1', name: 'Me' },
  connectionId: 'c',
  replica: 'gateway-1',
  expiresAt: '2026-03-02T10:00:00.000Z',
  tops: [],
};

let clock: FakeClock;
let handlers: WireHandlers;
let opened: number;
let requests: { event: string; payload: unknown }[];
let told: { event: string; payload: unknown }[];
let statuses: string[];
let ended: string[];
let token: string;
let online: boolean;
let networkChanged: () => void;
let connection: Connection;

beforeEach(() => {
  clock = new FakeClock();
  [opened, requests, told, statuses, ended, token, online] = [0, [], [], [], [], 'token-1', true];
  connection = new Connection({
    url: '',
    clock,
    random: () => 1,
    getToken: () => token,
    network: {
      isOnline: () => online,
      onChange: (listener) => {
        networkChanged = listener;
        return () => undefined;
      },
    },
    wire: ({ handlers: given, getToken }) => {
      handlers = given;
      return {
        open: () => {
          opened += 1;
          void getToken();
        },
        close: () => undefined,
        tell: (event, payload) => void told.push({ event, payload }),
        request: (event, payload) => {
          requests.push({ event, payload });
          return Promise.resolve({ expiresAt: '2026-03-02T11:00:00.000Z' });
        },
      };
    },
    onState: ({ status }: Partial<ConnectionState>) => {
      if (status !== undefined && statuses.at(-1) !== status) statuses.push(status);
    },
    onReady: () => undefined,
    onEvent: () => undefined,
    onEnded: (reason) => void ended.push(reason),
  });
});

function becomeReady() {
  handlers.opened('socket-1', 'websocket');
  handlers.event('session.ready', READY);
}

describe('the connection', () => {
  it('tries without end, ever more slowly, and calls it offline after a while', async () => {
    connection.start();
    for (let attempt = 0; attempt < 40; attempt += 1) {
      handlers.refused(null);
      await clock.pass(5_000);
    }
    expect(opened).toBe(41);
    expect(statuses).toEqual(['connecting', 'offline']);
  });

  it('says reconnecting after a loss, tries again within half a second, and is connected again', async () => {
    connection.start();
    becomeReady();
    handlers.closed('transport close');
    handlers.closed('transport close');
    expect(connection.isReady()).toBe(false);
    await clock.pass(400);
    expect(opened).toBe(2);
    becomeReady();
    await clock.pass(60_000);
    expect(opened).toBe(2);
    expect(statuses).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('gives up a gateway that opens a transport and never gets ready', async () => {
    connection.start();
    handlers.opened('socket-1', 'websocket');
    await clock.pass(12_000);
    await clock.pass(500);
    expect(opened).toBe(2);
  });

  it('renews the session in place before the token ends', async () => {
    connection.start();
    becomeReady();
    await clock.pass(1);
    token = 'token-2';
    await clock.pass(58 * 60_000);
    expect(requests).toEqual([{ event: 'auth.refresh', payload: { token: 'token-2' } }]);
  });

  it('stops when the token is refused and the host has no other', async () => {
    connection.start();
    await clock.pass(1);
    handlers.refused({ code: 'token_expired', detail: '', retryable: false });
    await clock.pass(60_000);
    expect(ended).toEqual(['token_expired']);
    expect(opened).toBe(1);
    expect(clock.waiting).toBe(0);
  });

  it('goes on when the token is refused and the host has a newer one', async () => {
    connection.start();
    await clock.pass(1);
    token = 'token-2';
    handlers.event('session.ended', { reason: 'token_expired' });
    handlers.closed('io server disconnect');
    await clock.pass(1_000);
    expect(ended).toEqual([]);
    expect(opened).toBe(2);
  });

  it('comes back at once when the machine has a network again', async () => {
    connection.start();
    becomeReady();
    online = false;
    handlers.closed('transport close');
    expect(statuses.at(-1)).toBe('offline');
    online = true;
    networkChanged();
    expect(statuses.at(-1)).toBe('reconnecting');
    expect(opened).toBe(2);
  });
});

describe('typing', () => {
  it('is told at most every two seconds, ends when idle, and expires when not renewed (DEL-10)', async () => {
    connection.start();
    becomeReady();
    const store = createStore(reduce);
    const typing = createTyping({ store, connection, clock });
    for (let key = 0; key < 30; key += 1) {
      typing.set('c1', true);
      await clock.pass(100);
    }
    await clock.pass(10_000);
    expect(told.map(({ payload }) => payload)).toEqual([
      { conversationId: 'c1', active: true },
      { conversationId: 'c1', active: true },
      { conversationId: 'c1', active: false },
    ]);

    typing.heard('c1', 'other', true);
    await clock.pass(3_000);
    typing.heard('c1', 'other', true);
    await clock.pass(4_900);
    expect(store.getSnapshot().typing['c1']).toHaveProperty('other');
    await clock.pass(200);
    expect(store.getSnapshot().typing['c1']).toEqual({});
  });
});
