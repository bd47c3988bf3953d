import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { io as connectClient } from 'socket.io-client';
import type { Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createHttpApp,
  createMetrics,
  createReadiness,
  createSocketServer,
  guardSlowConsumer,
  type SocketServer,
} from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { nextEvent } from './next-event.ts';
import { testEnv } from './test-env.ts';

const GOOD_ORIGIN = 'https://salon.example';
const EVIL_ORIGIN = 'https://evil.example';

let server: SocketServer;
let http: ReturnType<typeof createServer>;
let port: number;
let log: ReturnType<typeof captureLog>;
let metrics: ReturnType<typeof createMetrics>;

beforeEach(async () => {
  http = createServer();
  log = captureLog();
  metrics = createMetrics('test');
  server = createSocketServer(http, {
    origins: [GOOD_ORIGIN],
    redisUrl: testEnv().redisUrl,
    adapterKey: `kit-sockets-${process.pid}`,
    logger: log.logger,
    metrics,
    replicaId: 'replica-7',
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  port = (http.address() as AddressInfo).port;
});

afterEach(async () => {
  await server.close();
  http.closeAllConnections();
  http.close();
});

async function tryConnect(transport: 'polling' | 'websocket', origin?: string): Promise<string> {
  const client = connectClient(`http://127.0.0.1:${port}`, {
    transports: [transport],
    reconnection: false,
    forceNew: true,
    ...(origin === undefined ? {} : { extraHeaders: { origin } }),
  });
  const outcome = await new Promise<string>((resolve) => {
    client.on('connect', () => resolve('connected'));
    client.on('connect_error', () => resolve('refused'));
  });
  client.disconnect();
  return outcome;
}

describe.each(['websocket', 'polling'] as const)('over %s', (transport) => {
  test('a page of a foreign origin is refused', async () => {
    expect(await tryConnect(transport, EVIL_ORIGIN)).toBe('refused');
  });

  test('an origin that only starts like an allowed one is refused', async () => {
    expect(await tryConnect(transport, `${GOOD_ORIGIN}.evil.example`)).toBe('refused');
  });

  test('a sandboxed page, whose origin is null, is refused', async () => {
    expect(await tryConnect(transport, 'null')).toBe('refused');
  });

  test('a page of an allowed origin connects', async () => {
    expect(await tryConnect(transport, GOOD_ORIGIN)).toBe('connected');
  });

  test('a native client, which sends no origin, connects', async () => {
    expect(await tryConnect(transport)).toBe('connected');
  });
});

test('the id of a connection starts with the replica, so that a proxy can keep polls together', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`);
  const { sid } = JSON.parse((await answer.text()).slice(1)) as { sid: string };
  expect(sid).toMatch(/^replica-7\.[\w-]{20,}$/);
});

test('a connection keeps the headers a door reads and lets go of the request', async () => {
  const connected = nextEvent<[Socket]>(server.io, 'connection');
  const client = connectClient(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    forceNew: true,
    query: { dialect: 'rooms' },
    extraHeaders: { authorization: 'Bearer abc', cookie: 'not=kept' },
  });
  const [socket] = await connected;
  expect(socket.handshake.headers.authorization).toBe('Bearer abc');
  expect(socket.handshake.headers.cookie).toBeUndefined();
  expect(socket.handshake.query['dialect']).toBe('rooms');
  expect('socket' in socket.conn.request).toBe(false);
  client.disconnect();
});

/** A client that speaks just enough websocket to join, and then never reads again. */
async function joinAndStopReading(): Promise<TcpSocket> {
  const raw = connect(port, '127.0.0.1');
  raw.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await once(raw, 'data');
  // A masked text frame with the Socket.IO packet "40": connect to the main namespace.
  raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  raw.pause();
  return raw;
}

test('a client that does not read is cut before it fills the memory, and a reading one is not', async () => {
  const reader = connectClient(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
  const [readerSocket] = await nextEvent<[Socket]>(server.io, 'connection');
  const joined = nextEvent<[Socket]>(server.io, 'connection');
  const raw = await joinAndStopReading();
  const [slow] = await joined;
  const left = nextEvent(slow, 'disconnect');

  const chunk = 'x'.repeat(64_000);
  let sentCount = 0;
  while (slow.connected && sentCount < 2_000) {
    slow.emit('flood', chunk);
    sentCount += 1;
    await new Promise(setImmediate);
  }

  const [reason] = (await left) as [string];
  expect(['transport close', 'transport error', 'forced close']).toContain(reason);
  expect(log.lines()).toContainEqual(expect.objectContaining({ code: 'slow_consumer', level: 'warn' }));
  expect(readerSocket.connected).toBe(true);
  raw.destroy();
  reader.disconnect();
});

test('a burst larger than the limit does not cut a client that reads', async () => {
  const client = connectClient(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
  const [socket] = await nextEvent<[Socket]>(server.io, 'connection');
  const cuts: unknown[] = [];
  guardSlowConsumer(socket, { limitBytes: 100_000, onCut: (cut) => cuts.push(cut) });
  const last = nextEvent(client, 'last');

  for (let sent = 0; sent < 20; sent += 1) socket.emit('burst', 'x'.repeat(10_000));
  socket.emit('last', 'done');

  expect(await last).toEqual(['done']);
  expect(cuts).toEqual([]);
  client.disconnect();
});

test('closing tells clients nothing that would keep them from reconnecting elsewhere', async () => {
  const client = connectClient(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true });
  await nextEvent(client, 'connect');
  const lost = nextEvent(client, 'disconnect');
  await server.close();
  const [reason] = (await lost) as [string];
  expect(reason).toBe('transport close');
  expect(client.active).toBe(true);
  client.disconnect();
});

test('the HTTP app under it closes although a Socket.IO client is still connected', async () => {
  const app = await createHttpApp({
    service: 'test',
    logger: log.logger,
    metrics,
    readiness: createReadiness(),
    corsOrigins: [],
    trustProxy: [],
  });
  const own = createSocketServer(app.server, {
    origins: [],
    redisUrl: testEnv().redisUrl,
    adapterKey: `kit-close-${process.pid}`,
    logger: log.logger,
    metrics,
    replicaId: 'replica-8',
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = connectClient(url, { transports: ['websocket'], forceNew: true });
  await nextEvent(client, 'connect');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  await app.close();

  expect(app.server.listening).toBe(false);
  client.disconnect();
  await own.close();
});
