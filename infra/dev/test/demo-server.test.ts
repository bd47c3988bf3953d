import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoServer, type DemoServer } from '../src/demo-server.ts';
import { demoPeople } from '../src/people.ts';

const SECRET = 'a secret of more than thirty-two characters';
const key = new TextEncoder().encode(SECRET);
const METRICS = `# HELP gateway_sockets Sockets
gateway_sockets{dialect="v1"} 3
gateway_sockets{dialect="rooms"} 2
something_else 7
`;

/** The product and one of its processes in one: it remembers what it was asked, and says how it is. */
let product: Server;
let asked: { line: string; body: string; role: unknown }[] = [];
let demo: DemoServer;

beforeAll(async () => {
  product = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/readyz') return response.end('{"ready":true,"checks":{"postgres":{"ok":true}}}');
      if (request.url === '/metrics') return response.end(METRICS);
      if (request.url === '/admin/dead-letters') return response.end('{"items":[{"kind":"push"}]}');
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      void jwtVerify(token, key).then(({ payload }) => {
        asked.push({ line: `${request.method} ${request.url}`, body, role: payload['role'] });
        response.statusCode = 201;
        response.end(body || '{}');
      });
      return undefined;
    });
  });
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
  const services = () => [
    { name: 'message-worker', url },
    { name: 'signaling', url: 'http://127.0.0.1:1' },
  ];
  demo = await startDemoServer({ url, jwtSecret: SECRET, services });
});
afterAll(async () => {
  await demo.stop();
  product.closeAllConnections();
  product.close();
});

function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(demo.url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

test('demo people carry a token that is theirs and lasts twelve hours', async () => {
  const answer = await ask('GET', '/people');
  const people = (await answer.json()) as { side: string; subject: string; token: string }[];
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(people).toHaveLength(demoPeople.length);
  for (const { side, subject, token } of people) {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
    expect(payload).toMatchObject({ sub: subject, role: side });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(12 * 60 * 60);
  }
});

test('the operator gets an admin token and sees how each process is, one that does not answer included', async () => {
  const { token, services } = (await (await ask('GET', '/operator')).json()) as { token: string; services: object[] };
  expect((await jwtVerify(token, key)).payload['role']).toBe('admin');
  expect(services).toEqual([
    {
      name: 'message-worker',
      state: 'ready',
      checks: { postgres: { ok: true } },
      metrics: { gateway_sockets: 5 },
      deadLetters: [{ kind: 'push' }],
    },
    { name: 'signaling', state: 'down', checks: {}, metrics: {}, deadLetters: null },
  ]);
});

test('a back end of the demonstration books, moves and cancels under ids of its own', async () => {
  asked = [];
  const booking = { professional: '7', client: '42', label: 'Bilan', startsAt: '2027-03-12T09:00:00Z' };
  const booked = await ask('POST', '/appointments', { ...booking, appointmentId: 'theirs' });
  expect(booked.status).toBe(201);
  const { appointmentId, ...rest } = (await booked.json()) as { appointmentId: string };
  expect(rest).toEqual(booking);
  expect(appointmentId).toMatch(/^demo-[0-9a-f-]{36}$/);
  await ask('PATCH', `/appointments/${appointmentId}`, { startsAt: '2027-03-13T09:00:00Z' });
  await ask('POST', `/appointments/${appointmentId}/cancel`, {});
  expect(asked.map(({ line }) => line)).toEqual([
    'POST /v1/appointments',
    `PATCH /v1/appointments/${appointmentId}`,
    `POST /v1/appointments/${appointmentId}/cancel`,
  ]);
  expect(asked.every(({ role }) => role === 'service')).toBe(true);
});

test.each([
  ['people who are not of the demonstration', 'POST', '/appointments', { professional: '7', client: '44' }, 422],
  ['an appointment that is not of the demonstration', 'PATCH', '/appointments/theirs', {}, 404],
  ['another verb', 'DELETE', '/appointments/demo-1', {}, 404],
  ['another path', 'GET', '/tokens', undefined, 404],
  ['a body that is no object', 'POST', '/appointments', 'text', 404],
])('%s: nothing is asked of the product', async (_, method, path, body, status) => {
  asked = [];
  expect((await ask(method, path, body)).status).toBe(status);
  expect(asked).toEqual([]);
});
