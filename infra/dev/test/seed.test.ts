import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDemoServer } from '../src/demo-server.ts';
import { demoConversation, demoLinks, demoPeople } from '../src/people.ts';
import { seedDemo } from '../src/seed.ts';

const SECRET = 'a secret of more than thirty-two characters';
const key = new TextEncoder().encode(SECRET);

interface Seen {
  line: string;
  body: unknown;
  idempotencyKey: string | undefined;
  bearer: Record<string, unknown>;
}

let server: Server;
let url: string;
let seen: Seen[] = [];
let refuse: string | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    void record(request).then((line) => {
      response.statusCode = line === refuse ? 404 : 200;
      response.end(line === 'POST /v1/conversations' ? '{"id":"c-1"}' : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  refuse = undefined;
});

test('the demonstration is planted through the public routes, by a service token and by the people themselves', async () => {
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBeUndefined();
  const lines = seen.map(({ line }) => line);
  for (const { side, subject } of demoPeople) expect(lines).toContain(`PUT /v1/directory/users/${side}/${subject}`);
  expect(lines.filter((line) => line === 'PUT /v1/directory/links')).toHaveLength(demoLinks.length);
  const directory = seen.filter(({ line }) => line.startsWith('PUT'));
  expect(directory.every(({ bearer }) => bearer['role'] === 'service')).toBe(true);
  const messages = seen.filter(({ line }) => line === 'POST /v1/conversations/c-1/messages');
  expect(messages.map(({ bearer }) => bearer['sub'])).toEqual(
    demoConversation.messages.map(({ from }) => from.subject),
  );
});

test('planting twice sends the same idempotency keys, each of them once', async () => {
  await seedDemo({ url, jwtSecret: SECRET });
  const first = seen.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  seen = [];
  await seedDemo({ url, jwtSecret: SECRET });
  expect(seen.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])).toEqual(first);
  expect(new Set(first).size).toBe(demoConversation.messages.length + 1);
});

test('a route that refuses is told in a few words and does not stop the start', async () => {
  refuse = 'PUT /v1/directory/links';
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBe('PUT /v1/directory/links answered 404');
  expect(await seedDemo({ url: 'http://127.0.0.1:1', jwtSecret: SECRET })).toContain('failed');
});

test('demo people carry a token that is theirs and lasts twelve hours', async () => {
  const demo = await startDemoServer(SECRET);
  const people = (await (await fetch(demo.url)).json()) as { side: string; subject: string; token: string }[];
  expect(people).toHaveLength(demoPeople.length);
  for (const { side, subject, token } of people) {
    const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
    expect(payload).toMatchObject({ sub: subject, role: side });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(12 * 60 * 60);
  }
  await demo.stop();
});

async function record(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
  const line = `${request.method} ${request.url}`;
  const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
  seen.push({ line, body: JSON.parse(text), idempotencyKey, bearer: payload });
  return line;
}
