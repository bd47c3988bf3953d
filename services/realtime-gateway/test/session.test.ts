import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor } from '@causerie/contracts';
import { salon } from '@causerie/dialects';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSession, type Session } from '../src/session.ts';

let server: Server;
let url: string;
beforeEach(async () => {
  const http = createServer();
  server = new Server(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

/** A client as socket.io makes it, and the session of each of its connections. */
function connect(transport: 'websocket' | 'polling') {
  const person = { id: 'p', side: 'client', subject: '42', name: 'Léa' } as const;
  const actor: Actor = { person, issuedAtMs: 0, expiresAtMs: 0 };
  const sessions: Session[] = [];
  server.on('connection', (socket) => sessions.push(createSession(socket, salon, actor, { tellsUnread: true })));
  const client = io(url, { transports: [transport], forceNew: true, reconnectionDelay: 1 });
  const said: string[] = [];
  client.onAny((event: string) => said.push(event));
  const next = (event: 'connect' | 'disconnect') =>
    new Promise<unknown>((resolve) => client.once(event, (reason?: unknown) => resolve(reason)));
  return { client, sessions, said, next };
}

describe.each(['websocket', 'polling'] as const)('A session over %s', (transport) => {
  it('that ends because the replica restarts is opened again by the client itself, whatever its dialect', async () => {
    const { client, sessions, said, next } = connect(transport);
    await next('connect');
    const [gone, back] = [next('disconnect'), next('connect')];
    sessions[0]?.end('restart');
    expect(await gone).toBe('transport close');
    await back;
    expect([sessions.length, said]).toEqual([2, []]);
    client.close();
  });

  it('that ends with its token stays closed, and the client hears why', async () => {
    const { client, sessions, said, next } = connect(transport);
    await next('connect');
    const gone = next('disconnect');
    sessions[0]?.end('token_expired');
    expect(await gone).toBe('io server disconnect');
    expect([client.active, said]).toEqual([false, ['error']]);
  });
});
