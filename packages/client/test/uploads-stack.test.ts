import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { MessagePage } from '@causerie/contracts';
import { signToken, type Stack, startStack, WITHOUT_LIMITS } from '@causerie/dev';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Causerie, createCauserie } from '../src/causerie.ts';
import type { Upload } from '../src/files/uploads.ts';
import { type BreakableLine, openBreakableLine } from './breakable-line.ts';

const MEBIBYTE = 1024 * 1024;
/** Slow enough to be cut in the middle, quick enough not to be waited for. */
const BYTES_PER_MS = 8_000;

let dataDir: string;
let stack: Stack;
let line: BreakableLine;
const running: Causerie[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'causerie-uploads-'));
  stack = await startStack({ dataDir, scale: 1, env: WITHOUT_LIMITS });
  line = await openBreakableLine(stack.url, BYTES_PER_MS);
}, 120_000);
afterEach(() => {
  line.mend();
  for (const client of running.splice(0)) client.stop();
});
afterAll(async () => {
  await line?.close();
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Calls the API, as somebody with this token. */
function call(method: string, path: string, token: string, body?: unknown): Promise<Response> {
  return fetch(`${stack.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Writes as the back end of a product; a service that has just begun may be busy, and says when to come back (ERR-4). */
async function put(path: string, token: string, body: unknown): Promise<void> {
  const { status, headers } = await call('PUT', path, token, body);
  if (status !== 503) return expect(status).toBeLessThan(300);
  await setTimeout(Number(headers.get('retry-after') ?? 1) * 1000);
  return put(path, token, body);
}

/** A patient's messenger over the line, with a conversation that is open; `asked` hears of every question for the token. */
async function write(asked: () => void = () => undefined) {
  const secret = stack.jwtSecret ?? '';
  const [professional, customer] = [randomUUID(), randomUUID()];
  const backEnd = await signToken(secret, { sub: 'back-end', role: 'service' });
  await put(`/v1/directory/users/professional/${professional}`, backEnd, { name: 'Dr Camille Moreau' });
  await put(`/v1/directory/users/client/${customer}`, backEnd, { name: 'Léa Martin' });
  await put('/v1/directory/links', backEnd, { professional, client: customer });
  const patient = await signToken(secret, { sub: customer, role: 'client', name: 'Léa Martin' });
  const doctor = await signToken(secret, { sub: professional, role: 'professional', name: 'Dr Camille Moreau' });
  const client = createCauserie({
    url: line.url,
    getToken() {
      asked();
      return patient;
    },
  });
  running.push(client);
  client.start();
  const conversationId = await client.createConversation({ withSubject: professional });
  client.openConversation(conversationId);
  const tray = () => client.uploads.getSnapshot()[conversationId] ?? [];
  /** Resolves when the first file of the tray is as it should be. */
  const until = (condition: (upload: Upload | undefined) => boolean): Promise<Upload | undefined> =>
    new Promise((resolve) => {
      const look = () => {
        if (!condition(tray()[0])) return;
        unsubscribe();
        resolve(tray()[0]);
      };
      const unsubscribe = client.uploads.subscribe(look);
      look();
    });
  return { client, conversationId, doctor, patient, tray, until };
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => 32 + ((index * 7 + (index >> 9)) % 90));
}

test('an upload whose line is cut goes on where it was, is sent with its message, and is the same bytes', async () => {
  const { client, conversationId, doctor, until } = await write();
  const content = bytes(20 * MEBIBYTE);
  client.uploads.add(conversationId, [new File([content], 'Séquence d’examen.txt')]);
  await until((upload) => (upload?.sentBytes ?? 0) > 9 * MEBIBYTE);
  line.cut();
  const waiting = await until((upload) => upload?.status === 'waiting');
  expect(waiting?.sentBytes).toBeGreaterThan(8 * MEBIBYTE);
  let least = Number.POSITIVE_INFINITY;
  const unsubscribe = client.uploads.subscribe(() => {
    const [upload] = client.uploads.getSnapshot()[conversationId] ?? [];
    least = Math.min(least, upload?.sentBytes ?? least);
  });
  line.mend();
  await until((upload) => upload?.status === 'ready');
  unsubscribe();
  // The part that a request had brought whole was not sent again.
  expect(least).toBeGreaterThanOrEqual(8 * MEBIBYTE);

  const attachments = client.uploads.take(conversationId);
  expect(client.uploads.getSnapshot()).toEqual({});
  client.sendMessage(conversationId, '', { attachments });
  const path = `/v1/conversations/${conversationId}/messages`;
  await new Promise<void>((resolve) => {
    const unlisten = client.subscribe(() => {
      if ((client.getSnapshot().conversations[conversationId]?.messages.length ?? 0) === 0) return;
      unlisten();
      resolve();
    });
  });
  const theirs = (await (await call('GET', path, doctor)).json()) as MessagePage;
  expect(theirs.items[0]?.attachments).toMatchObject([{ name: 'Séquence d’examen.txt', sizeBytes: content.length }]);
  const fetched = await call('GET', `/v1/attachments/${attachments[0]?.id}/content`, doctor);
  expect(Buffer.from(await fetched.arrayBuffer()).equals(Buffer.from(content))).toBe(true);
}, 60_000);

test('every request of an upload asks for the token, so that one may end in the middle', async () => {
  let asked = 0;
  const { client, conversationId, until } = await write(() => (asked += 1));
  await until((upload) => upload === undefined);
  const before = asked;
  client.uploads.add(conversationId, [new File([bytes(20 * MEBIBYTE)], 'long.txt')]);
  await until((upload) => upload?.status === 'ready');
  // To begin, for each of three parts, and for what became of it.
  expect(asked - before).toBeGreaterThanOrEqual(5);
}, 60_000);

test('what the server refuses by its content is refused in its words, and leaves nothing when it is removed', async () => {
  const { client, conversationId, tray, until } = await write();
  const [id = ''] = client.uploads.add(conversationId, [new File(['#!/bin/sh\nrm -rf /\n'], 'notes.txt')]);
  const refused = await until((upload) => upload?.status === 'failed');
  expect(refused?.failure).toMatchObject({ code: 'unprocessable', detail: 'programs are not taken' });
  client.uploads.remove(conversationId, id);
  expect(tray()).toEqual([]);
});

test('a file that is removed after it has arrived is gone from the server too', async () => {
  const { client, conversationId, patient, until } = await write();
  const [id = ''] = client.uploads.add(conversationId, [new File(['Bonjour'], 'lettre.txt')]);
  const ready = await until((upload) => upload?.status === 'ready');
  const path = `/v1/attachments/${ready?.attachment?.id}`;
  expect((await call('GET', path, patient)).status).toBe(200);
  client.uploads.remove(conversationId, id);
  await expect.poll(async () => (await call('GET', path, patient)).status, { timeout: 10_000 }).toBe(404);
});
