import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { afterEach, expect, test } from 'vitest';
import { connectMany } from './affinity.ts';
import { echoService, gatewayOver, socketReplica, type StandIn } from './stand-ins.ts';

const open: StandIn[] = [];
const keep = <T extends StandIn>(standIn: T): T => {
  open.push(standIn);
  return standIn;
};
afterEach(async () => {
  for (const standIn of open.splice(0).toReversed()) await standIn.close();
});

const IDS = ['realtime-gateway-1', 'realtime-gateway-2'];

async function twoReplicas() {
  const replicas = [];
  for (const id of IDS) replicas.push({ id, ...keep(await socketReplica(id)) });
  return replicas;
}

test.each([['polling'], ['websocket'], ['polling then websocket']])(
  '%s connects every client across two replicas, and both are used',
  async (name) => {
    const gateway = keep(await gatewayOver(await twoReplicas()));
    const transports = name === 'polling then websocket' ? ['polling', 'websocket'] : [name];
    const greeted = await connectMany(gateway.origin, transports, 6);
    expect(new Set(greeted)).toEqual(new Set(IDS));
  },
);

test.each([['polling'], ['websocket']])('a new %s session avoids a replica that is dead', async (transport) => {
  const replicas = await twoReplicas();
  const gateway = keep(await gatewayOver(replicas));
  await replicas[0]?.close();
  const greeted = await connectMany(gateway.origin, [transport], 4);
  expect(new Set(greeted)).toEqual(new Set(['realtime-gateway-2']));
});

test('a session whose replica died is refused at once, and the client begins a new one on the other', async () => {
  const replicas = await twoReplicas();
  const gateway = keep(await gatewayOver(replicas));
  const socket = io(gateway.origin, { transports: ['polling'], forceNew: true, reconnectionDelay: 10 });
  const first = await new Promise<string>((resolve) => socket.once('hello', resolve));
  const second = new Promise<string>((resolve) => socket.once('hello', resolve));
  await replicas.find(({ id }) => id === first)?.close();
  expect(await second).toBe(IDS.find((id) => id !== first));
  socket.disconnect();
});

test('a websocket is refused where none is served, and when every replica is dead', async () => {
  const api = keep(await echoService('conversation-api'));
  const gateway = keep(await gatewayOver([{ id: 'a', origin: 'http://127.0.0.1:1' }], { conversationApi: api.origin }));
  expect(await handshakeStatus(gateway.port, '/v1/conversations')).toBe('404');
  expect(await handshakeStatus(gateway.port, '/socket.io/?EIO=4&transport=websocket')).toBe('503');
});

test('closing the gateway does not wait for open sockets', async () => {
  const replicas = await twoReplicas();
  const gateway = await gatewayOver(replicas);
  const socket = io(gateway.origin, { transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const cut = new Promise<string>((resolve) => socket.once('disconnect', resolve));
  await gateway.close();
  expect(await cut).toBe('transport close');
});

function handshakeStatus(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      const key = Buffer.alloc(16).toString('base64');
      const headers = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}`;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`);
    });
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]));
  });
}
