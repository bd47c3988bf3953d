import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io as connect } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { writeTogether } from '../src/write-together.ts';

const closers: Array<() => unknown> = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A server with one client, and how many times the server wrote to the client's connection. */
async function pair(transport: 'websocket' | 'polling') {
  const http = createServer();
  const io = new Server(http);
  io.engine.on('connection', writeTogether());
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const connected = once(io, 'connection');
  const client = connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: [transport] });
  closers.push(
    () => io.close(),
    () => client.close(),
  );
  const [socket] = await connected;
  await new Promise((resolve) => (client.connected ? resolve(null) : client.once('connect', () => resolve(null))));
  return { client, socket };
}

test('packets of one turn leave in one write, in order, and the next turn has a write of its own', async () => {
  const { client, socket } = await pair('websocket');
  let writes = 0;
  const tcp = socket.conn.transport.socket._socket;
  const { _writev: writev } = tcp;
  tcp._writev = (...args: unknown[]) => {
    writes += 1;
    return writev.apply(tcp, args);
  };
  const heard: number[] = [];
  client.on('n', (n: number) => heard.push(n));
  client.on('last', (answer: () => void) => answer());
  for (const turn of [0, 1]) {
    for (const n of [1, 2]) socket.emit('n', turn * 2 + n);
    await socket.emitWithAck('last');
  }
  expect(heard).toEqual([1, 2, 3, 4]);
  expect(writes).toBe(2);
});

test.each(['websocket', 'polling'] as const)(
  'a last word before the connection is closed still arrives (%s)',
  async (transport) => {
    const { client, socket } = await pair(transport);
    const farewell = once(client as unknown as NodeJS.EventEmitter, 'farewell');
    socket.emit('farewell', 'au revoir');
    socket.disconnect(true);
    expect(await farewell).toEqual(['au revoir']);
  },
);
