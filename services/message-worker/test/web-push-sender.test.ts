import { createECDH, randomBytes } from 'node:crypto';
import { createServer, Agent, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import type { PushPayload } from '@causerie/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { isPublicAddress, publicLookup } from '../src/notify/public-lookup.ts';
import { createWebPushSender } from '../src/notify/web-push-sender.ts';
import { certificate } from './certificate.ts';

const keys = webPush.generateVAPIDKeys();
const vapid = { subject: 'mailto:tests@example.com', ...keys };
const tag = '019000000000700080000000000000c1';
const payload: PushPayload = {
  kind: 'message',
  conversationId: '01900000-0000-7000-8000-0000000000c1',
  tag,
  count: 1,
  text: { fr: 'Vous avez un nouveau message', en: 'You have a new message' },
  name: null,
};

/** A browser: its keys, as it would subscribe with them. */
function subscription(endpoint: string) {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys().toString('base64url');
  return { endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') } };
}

let server: Server;
let agent: Agent;
let origin: string;
let status = 201;
const received: Array<{ headers: IncomingHttpHeaders; body: Buffer }> = [];

beforeAll(async () => {
  const { key, cert } = certificate();
  server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status, status === 302 ? { location: 'https://127.0.0.1/' } : {}).end('x'.repeat(1000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  origin = `https://localhost:${port}`;
  agent = new Agent({ ca: cert });
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

describe('A push on its way to a browser', () => {
  it('is encrypted, signed, urgent, of limited life, and takes the place of an older one about the same', async () => {
    const sender = createWebPushSender({ vapid, agent });
    expect(await sender.send(subscription(`${origin}/one`), payload)).toBe('taken');
    const { headers, body } = received.at(-1) ?? { headers: {}, body: Buffer.alloc(0) };
    expect(headers).toMatchObject({ ttl: '86400', urgency: 'high', topic: tag, 'content-encoding': 'aes128gcm' });
    expect(headers.authorization).toMatch(/^vapid t=[^,]+, ?k=/);
    expect(body.toString('latin1')).not.toContain('message');
    const withdrawal: PushPayload = { ...payload, kind: 'withdraw', count: 0, text: null };
    await sender.send(subscription(`${origin}/one`), withdrawal);
    expect(received.at(-1)?.headers).toMatchObject({ topic: tag, urgency: 'low' });
  });

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [200, 'taken'],
  ])('answered %i, it is %s', async (answer, outcome) => {
    status = answer;
    expect(await createWebPushSender({ vapid, agent }).send(subscription(`${origin}/two`), payload)).toBe(outcome);
  });

  it.each([302, 429, 500])(
    'answered %i, it may be tried again, and its address is not in the error',
    async (answer) => {
      status = answer;
      const failure: unknown = await createWebPushSender({ vapid, agent })
        .send(subscription(`${origin}/canary`), payload)
        .catch((error: unknown) => error);
      expect(String(failure)).toContain(String(answer));
      expect(String(failure)).not.toContain('canary');
    },
  );

  it('is never sent to a private address, by number or by name, and such a subscription is given up', async () => {
    const before = received.length;
    const sender = createWebPushSender({ vapid });
    const { port } = server.address() as AddressInfo;
    for (const endpoint of [`${origin}/three`, `https://127.0.0.1:${port}/`, `https://[::1]:${port}/`]) {
      expect(await sender.send(subscription(endpoint), payload)).toBe('gone');
    }
    expect(received).toHaveLength(before);
  });

  it('cannot be encrypted to keys that are none, and such a subscription is given up', async () => {
    const keysOfNobody = { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) };
    const outcome = createWebPushSender({ vapid, agent }).send(
      { endpoint: `${origin}/four`, keys: keysOfNobody },
      payload,
    );
    expect(await outcome).toBe('gone');
  });
});

describe('What counts as an address of the internet', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2a00:1450:4007:80e::200e'])('%s does', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::1',
  ])('%s does not', (address) => expect(isPublicAddress(address)).toBe(false));

  it('a name that leads to our own machine is not resolved', async () => {
    const outcome = await new Promise((resolve) => publicLookup('localhost', {}, (error) => resolve(error?.name)));
    expect(outcome).toBe('PrivateAddress');
  });
});
