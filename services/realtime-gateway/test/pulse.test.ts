import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CALL_LEASE_MS, CALL_LEASE_RENEWAL_MS } from '@causerie/contracts';
import { Server, type Socket } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPulse } from '../src/calls/pulse.ts';
import { createSessions, type Session } from '../src/session.ts';

const ANSWERED_WITHIN_MS = 2000;
const START_MS = 1_000_000;

afterEach(() => vi.useRealTimers());

/** A session that serves these parts over a line. */
function session(personId: string, conn: unknown, ...served: Array<string | null>): Session {
  const places = served.map((part, at) => [`call-${at}`, { version: 1, served: part, asked: null }] as const);
  return { person: { id: personId }, socket: { conn }, calls: new Map(places) } as unknown as Session;
}

/** A line whose other end answers after so long; never, when it is null. */
function line(delayMs: number | null) {
  const conn = Object.assign(new EventEmitter(), { sendPacket: vi.fn(() => answer()) });
  const answer = (): void => {
    if (delayMs !== null) setTimeout(() => conn.emit('packet', { type: 'pong' }), delayMs);
  };
  return conn;
}

/** A running pulse and what it told the database. */
function pulse(...all: Session[]) {
  const sessions = createSessions();
  for (const one of all) sessions.add(one);
  const renew = vi.fn(async (_ids: readonly string[], _untilMs: number) => undefined);
  let nowMs = START_MS;
  const beat = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(CALL_LEASE_RENEWAL_MS);
    nowMs += CALL_LEASE_RENEWAL_MS;
  };
  const stop = startPulse({ calls: { renew }, clock: { nowMs: () => nowMs }, sessions }, (error) => {
    throw error;
  });
  return { sessions, renew, beat, stop, answered: () => vi.advanceTimersByTimeAsync(ANSWERED_WITHIN_MS) };
}

describe('CALL-6: the pulse of a replica', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  });

  it('renews in one statement the parts it serves whose line answered, for a lease from the question', async () => {
    const [quick, silent, idle] = [line(50), line(null), line(50)];
    const { renew, beat, stop, answered } = pulse(
      session('a', quick, 'part-1', null),
      session('b', line(50), 'part-2', 'part-3'),
      session('c', silent, 'part-4'),
      session('d', idle, null),
    );
    await beat();
    expect(renew).not.toHaveBeenCalled();
    await answered();
    expect(renew.mock.calls).toEqual([[['part-1', 'part-2', 'part-3'], START_MS + CALL_LEASE_MS]]);
    expect(silent.sendPacket).toHaveBeenCalledWith('ping');
    expect(idle.sendPacket).not.toHaveBeenCalled();
    stop();
    await beat();
    await answered();
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('believes a slow line as long as its last answer, and no longer', async () => {
    const slow = session('a', line(3000), 'part-1');
    const { renew, beat, stop } = pulse(slow);
    await beat();
    await beat();
    await beat();
    // Each answer came too late for its own round, and counts in the next as an answer to the question before.
    expect(renew.mock.calls).toEqual([[['part-1'], START_MS + CALL_LEASE_MS]]);
    stop();
  });

  it('forgets who disconnected', async () => {
    const one = session('a', line(50), 'part-1');
    const { sessions, renew, beat, stop, answered } = pulse(one);
    await beat();
    sessions.remove(one);
    await answered();
    await beat();
    expect(renew).not.toHaveBeenCalled();
    stop();
  });
});

describe.each(['websocket', 'polling'] as const)('A real client over %s', (transport) => {
  it('answers the question, whatever dialect it speaks, and stays connected', async () => {
    const http = createServer();
    const server = new Server(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const client = io(url, { transports: [transport], forceNew: true });
    const connected = once(client as unknown as EventEmitter, 'connect');
    const [socket] = (await once(server, 'connection')) as [Socket];
    await connected;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { stop } = pulse(session('a', socket.conn, 'part-1'));
    const answer = once(socket.conn, 'packet');
    vi.advanceTimersByTime(CALL_LEASE_RENEWAL_MS);
    stop();
    expect(await answer).toMatchObject([{ type: 'pong' }]);
    expect(client.connected).toBe(true);
    client.disconnect();
    await server.close();
  });
});
