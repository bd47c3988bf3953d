import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { demoAppointments, demoConversations } from '../src/demo-conversations.ts';
import { demoFile } from '../src/demo-files.ts';
import { demoLinks, demoPeople } from '../src/people.ts';
import { seedDemo } from '../src/seed.ts';

const SECRET = 'a secret of more than thirty-two characters';
const key = new TextEncoder().encode(SECRET);
const ATTACHMENTS = 'POST /v1/conversations/c-1/attachments';
const MESSAGES = 'POST /v1/conversations/c-1/messages';

interface Seen {
  line: string;
  body: string;
  idempotencyKey: string | undefined;
  bearer: Record<string, unknown>;
}

let server: Server;
let url: string;
let seen: Seen[] = [];
/** What the product answers instead of what it would, by line, as often as there are statuses. */
let refusals: Record<string, number[]>;
/** How much every conversation holds already. */
let lastSeq: number;
let pastCalls: unknown[];

beforeAll(async () => {
  server = createServer((request, response) => {
    void record(request).then((line) => {
      response.statusCode = refusals[line]?.shift() ?? 200;
      const ids = { id: 'c-1', conversationId: 'c-1', cancelledAt: null, lastSeq, items: pastCalls };
      response.end(JSON.stringify(ids));
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
  refusals = {};
  lastSeq = 0;
  pastCalls = [];
});

function linesOf(): string[] {
  return seen.map(({ line }) => line);
}

test('the demonstration is planted through the public routes, by a service token and by the people themselves', async () => {
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBeUndefined();
  const lines = linesOf();
  for (const { side, subject } of demoPeople) expect(lines).toContain(`PUT /v1/directory/users/${side}/${subject}`);
  expect(lines.filter((line) => line === 'PUT /v1/directory/links')).toHaveLength(demoLinks.length);
  expect(lines.filter((line) => line === 'POST /v1/appointments')).toHaveLength(demoAppointments.length);
  const byService = seen.filter(({ line }) => line.startsWith('PUT /v1/directory') || line.includes('/appointments'));
  expect(byService.every(({ bearer }) => bearer['role'] === 'service')).toBe(true);

  // Conversations are planted side by side, the lines of each in their order.
  for (const { key: name, messages, ...of } of demoConversations) {
    const own = seen.filter(({ idempotencyKey }) => idempotencyKey?.startsWith(`causerie-demo-${name}-`));
    expect(own.map(({ bearer }) => bearer['sub'])).toEqual(messages.map(({ from }) => of[from]));
    expect(own.map(({ body }) => (JSON.parse(body) as { content: string }).content)).toEqual(
      messages.map(({ text }) => text),
    );
  }
});

test('it shows what there is to show: answers, reactions, a file, an image, an archived conversation, calls', async () => {
  await seedDemo({ url, jwtSecret: SECRET });
  const lines = linesOf();
  const messages = seen.filter(({ line }) => line === MESSAGES).map(({ body }) => body);
  expect(messages.some((body) => body.includes('replyToId'))).toBe(true);
  expect(messages.filter((body) => body.includes('attachmentIds'))).toHaveLength(2);
  expect(lines.filter((line) => line === ATTACHMENTS)).toHaveLength(2);
  expect(lines.some((line) => line.startsWith('PUT /v1/messages/c-1/reactions/'))).toBe(true);
  expect(lines.filter((line) => line.endsWith('/archive'))).toHaveLength(1);
  expect(lines.filter((line) => line === 'POST /v1/calls')).toHaveLength(2);
  expect(demoFile('shades.png').bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(demoFile('advice.pdf').bytes.toString('latin1')).toMatch(/^%PDF-1\.4[\s\S]*%%EOF\n$/);
});

test('planting twice sends the same idempotency keys, each of them once', async () => {
  await seedDemo({ url, jwtSecret: SECRET });
  const first = seen.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  seen = [];
  await seedDemo({ url, jwtSecret: SECRET });
  const second = seen.flatMap(({ idempotencyKey }) => idempotencyKey ?? []);
  expect(second.toSorted()).toEqual(first.toSorted());
  expect(new Set(first).size).toBe(demoConversations.flatMap(({ messages }) => messages).length);
});

test('what is there already is left as people made it: nothing is written, reacted to, uploaded or called again', async () => {
  lastSeq = 100;
  pastCalls = [{}];
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBeUndefined();
  const again = linesOf().filter((line) => /messages|reactions|attachments|read$|POST \/v1\/calls/.test(line));
  expect(again).toEqual([]);
});

test('a service that is busy at first is asked again; a route that refuses is told in a few words', async () => {
  refusals = { 'PUT /v1/directory/users/professional/7': [503, 503] };
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBeUndefined();
  refusals = { 'PUT /v1/directory/links': [404] };
  expect(await seedDemo({ url, jwtSecret: SECRET })).toBe('PUT /v1/directory/links answered 404');
  expect(await seedDemo({ url: 'http://127.0.0.1:1', jwtSecret: SECRET })).toContain('failed');
});

async function record(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const token = (request.headers.authorization ?? '').replace('Bearer ', '');
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
  const line = `${request.method} ${request.url}`;
  const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
  seen.push({ line, body, idempotencyKey, bearer: payload });
  return line;
}
