import { afterEach, expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';
import { echoService, gatewayOver, type StandIn } from './stand-ins.ts';

const open: StandIn[] = [];
const keep = <T extends StandIn>(standIn: T): T => {
  open.push(standIn);
  return standIn;
};
afterEach(async () => {
  for (const standIn of open.splice(0).toReversed()) await standIn.close();
});

test('every prefix of the table is answered by its service, with path, query, body and status untouched', async () => {
  const api = keep(await echoService('conversation-api'));
  const signaling = keep(await echoService('signaling'));
  const gateway = keep(await gatewayOver([], { conversationApi: api.origin, signaling: signaling.origin }));
  const answeredBy = async (path: string): Promise<string | null> =>
    (await fetch(gateway.origin + path)).headers.get('x-answered-by');
  expect(await answeredBy('/v1/conversations?limit=2')).toBe('conversation-api');
  expect(await answeredBy('/v1/calls/9/join')).toBe('signaling');
  expect(await answeredBy('/v1/callsign')).toBe('conversation-api');
  expect(await answeredBy('/api/messaging/unread-count')).toBe('conversation-api');
  expect(await answeredBy('/api/messaging/medecin-patient/webrtc/sessions')).toBe('signaling');
  expect(await answeredBy('/messaging/conversations')).toBe('conversation-api');
  expect(await answeredBy('/docs')).toBe('conversation-api');
  expect(await answeredBy('/asyncapi.json')).toBe('conversation-api');
  expect(await answeredBy('/metrics')).toBeNull();

  const answer = await fetch(`${gateway.origin}/v1/conversations?a=1&b=%C3%A9`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-wanted-status': '503', 'x-forwarded-for': '203.0.113.9' },
    body: '{"name":"Léa"}',
  });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({
    url: '/v1/conversations?a=1&b=%C3%A9',
    method: 'POST',
    body: '{"name":"Léa"}',
    headers: { 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-forwarded-host': `127.0.0.1:${gateway.port}` },
  });
});

test.each([
  ['POST', '/v1/conversations/9/attachments', 'multipart/form-data; boundary=x'],
  ['PATCH', '/v1/uploads/9', 'application/offset+octet-stream'],
])('%s %s passes a body of megabytes on, whatever its type', async (method, path, type) => {
  const api = keep(await echoService('conversation-api'));
  const gateway = keep(await gatewayOver([], { conversationApi: api.origin }));
  const body = 'x'.repeat(3 * 1024 * 1024);
  const headers = { 'content-type': type, 'tus-resumable': '1.0.0' };
  const answer = (await (await fetch(gateway.origin + path, { method, headers, body })).json()) as { body: string };
  expect(answer).toMatchObject({ method, url: path, headers });
  expect(answer.body === body).toBe(true);
  const head = await fetch(gateway.origin + path, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  expect([head.status, head.headers.get('x-answered-by')]).toEqual([200, 'conversation-api']);
});

test('a service that is away gives a retryable problem, not a hanging or naked error', async () => {
  const gateway = keep(await gatewayOver([]));
  const answer = await fetch(`${gateway.origin}/v1/conversations`);
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ code: 'unavailable', retryable: true });
});

test('readiness names every service and is 200 only when all of them are ready', async () => {
  const names = ['conversation-api', 'signaling', 'message-worker', 'realtime-gateway-1'];
  const [api, signaling, messageWorker, replica] = await Promise.all(
    names.map(async (name) => keep(await echoService(name))),
  );
  const lame = keep(await echoService('lame', false));
  const services = {
    conversationApi: api?.origin ?? '',
    signaling: signaling?.origin ?? '',
    messageWorker: messageWorker?.origin ?? '',
  };
  const replicas = [{ id: 'realtime-gateway-1', origin: replica?.origin ?? '' }];
  const well = keep(await gatewayOver(replicas, services));
  const answer = await fetch(`${well.origin}/readyz`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    service: 'api-gateway',
    ready: true,
    services: Object.fromEntries(names.map((name) => [name, 'ready'])),
  });
  const ill = keep(
    await gatewayOver(replicas, { ...services, signaling: lame.origin, messageWorker: 'http://127.0.0.1:1' }),
  );
  const second = await fetch(`${ill.origin}/readyz`);
  expect(second.status).toBe(503);
  expect(await second.json()).toMatchObject({ services: { signaling: 'not-ready', 'message-worker': 'down' } });
  expect((await fetch(`${ill.origin}/healthz`)).status).toBe(200);
});

test('demo people are served to local pages, never under a foreign name, and never in production', async () => {
  const people = keep(await echoService('people'));
  const demo = { url: people.origin, host: '127.0.0.1' };
  const gateway = keep(await gatewayOver([], { demo }));
  const answer = await fetch(`${gateway.origin}/demo/people`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await statusUnderName(gateway.port, 'evil.example')).toBe(404);
  expect(await statusUnderName(gateway.port, 'localhost')).toBe(200);

  const booking = { method: 'POST', body: '{"label":"Bilan"}' };
  const json = { 'content-type': 'application/json' };
  const booked = await fetch(`${gateway.origin}/demo/appointments`, { ...booking, headers: json });
  expect(await booked.json()).toMatchObject({ method: 'POST', url: '/appointments', body: '{"label":"Bilan"}' });
  // A foreign page can send text without asking.
  for (const foreign of [booking, { method: 'POST' }]) {
    expect((await fetch(`${gateway.origin}/demo/appointments`, foreign)).status).toBe(400);
  }
  expect((await fetch(`${gateway.origin}/demo/secrets`)).status).toBe(404);

  const without = keep(await gatewayOver([]));
  expect((await fetch(`${without.origin}/demo/people`)).status).toBe(404);

  const settings = { DEMO: '1', DEMO_URL: 'http://127.0.0.1:9' };
  expect(readEnv(settings).DEMO).toBe('1');
  expect(() => readEnv({ ...settings, NODE_ENV: 'production' })).toThrow('refused in production');
  expect(() => readEnv({ DEMO: '1', NODE_ENV: 'production' })).toThrow('refused in production');
});

async function statusUnderName(port: number, name: string): Promise<number | undefined> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    const request = get(
      { port, host: '127.0.0.1', path: '/demo/people', headers: { host: `${name}:${port}` } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    request.once('error', reject);
  });
}
