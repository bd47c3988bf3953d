import { AppError } from '@causerie/contracts';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createHttpApp,
  createMetrics,
  createReadiness,
  toAppError,
  type HttpApp,
  type HttpAppOptions,
} from '../src/index.ts';
import { captureLog } from './log-capture.ts';

const apps: HttpApp[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

async function build(
  options: Partial<HttpAppOptions> = {},
): Promise<{ app: HttpApp; log: ReturnType<typeof captureLog> }> {
  const log = captureLog();
  const app = await createHttpApp({
    service: 'test',
    logger: log.logger,
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    corsOrigins: ['https://salon.example'],
    trustProxy: ['127.0.0.1/8', '::1/128'],
    ...options,
  });
  apps.push(app);
  return { app, log };
}

test('the address a client claims in X-Forwarded-For is not believed unless a trusted proxy passed it on', async () => {
  const { app } = await build({ trustProxy: ['10.0.0.0/8'] });
  app.get('/ip', async (request) => ({ ip: request.ip }));
  const ask = async (remoteAddress: string, forwarded: string): Promise<unknown> => {
    const answer = await app.inject({ url: '/ip', remoteAddress, headers: { 'x-forwarded-for': forwarded } });
    return answer.json<{ ip: string }>().ip;
  };
  expect(await ask('203.0.113.9', '1.1.1.1')).toBe('203.0.113.9');
  // The client put 1.1.1.1 in front; the proxy appended what it saw.
  expect(await ask('10.1.2.3', '1.1.1.1, 203.0.113.9')).toBe('203.0.113.9');
});

test('a request id is made unless a well-formed one came with the request, and is always returned', async () => {
  const { app } = await build();
  app.get('/', async () => ({}));
  const given = 'b4e0c2de-9d0f-4f0c-8f43-0a8f5f6a4f10';
  const kept = await app.inject({ url: '/', headers: { 'x-request-id': given } });
  expect(kept.headers['x-request-id']).toBe(given);
  for (const bad of ['Alice Martin', 'a'.repeat(500), 'x\ty']) {
    const replaced = await app.inject({ url: '/', headers: { 'x-request-id': bad } });
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('an AppError becomes problem+json with its code, and Retry-After when it says so', async () => {
  const { app } = await build();
  app.get('/', async () => {
    throw new AppError('rate_limited', 'At most 10 per second', { retryAfterSeconds: 3 });
  });
  const answer = await app.inject({ url: '/' });
  expect(answer.statusCode).toBe(429);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.headers['retry-after']).toBe('3');
  expect(answer.json()).toEqual({
    type: 'urn:causerie:error:rate_limited',
    title: 'Too many requests',
    status: 429,
    code: 'rate_limited',
    detail: 'At most 10 per second',
    retryable: true,
    requestId: answer.headers['x-request-id'],
  });
});

test('input that does not fit the schema is 400 and names the fields, not their values', async () => {
  const { app } = await build();
  app.post(
    '/',
    { schema: { body: z.object({ text: z.string().max(3), to: z.object({ id: z.uuid() }) }) } },
    async () => ({}),
  );
  const answer = await app.inject({ url: '/', method: 'POST', payload: { text: 'a secret', to: { id: 'alice' } } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({
    code: 'invalid_input',
    detail: 'Not valid: text (too_big), to.id (invalid_format)',
  });
  expect(answer.body).not.toContain('secret');
});

test.each([
  ['broken JSON', '{"a":', { 'content-type': 'application/json' }, 400, 'invalid_input'],
  ['an unknown content type', 'a=1', { 'content-type': 'text/csv' }, 400, 'invalid_input'],
  ['a body over the limit', `"${'x'.repeat(2_000)}"`, { 'content-type': 'application/json' }, 413, 'payload_too_large'],
])('%s is refused in the same shape', async (_name, payload, headers, status, code) => {
  const { app } = await build({ bodyLimitBytes: 1_000 });
  app.post('/', async () => ({}));
  const answer = await app.inject({ url: '/', method: 'POST', payload, headers });
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toMatchObject({ code, status, retryable: false });
});

test('a request that says application/json and has no body is one without a body', async () => {
  const { app } = await build();
  app.post('/plain', async ({ body }) => ({ isAbsent: body === undefined }));
  app.post('/needs', { schema: { body: z.object({ text: z.string() }) } }, async () => ({}));
  const ask = (url: string) => app.inject({ url, method: 'POST', headers: { 'content-type': 'application/json' } });
  expect((await ask('/plain')).json()).toEqual({ isAbsent: true });
  expect((await ask('/needs')).statusCode).toBe(400);
});

test('an unknown route is 404 in the same shape', async () => {
  const { app } = await build();
  const answer = await app.inject({ url: '/nowhere?name=alice' });
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'not_found', detail: 'There is no such thing for you' });
});

test('an unforeseen error is 500 internal, tells nothing, and leaves a log line with its place', async () => {
  const { app, log } = await build();
  app.get('/messages/:id', async () => {
    throw new TypeError('Alice Martin is undefined');
  });
  const answer = await app.inject({ url: '/messages/abc-secret' });
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('Alice');
  const line = log.lines().find((entry) => entry['level'] === 'error');
  expect(line).toMatchObject({ code: 'internal', route: '/messages/:id', requestId: answer.headers['x-request-id'] });
  expect(line?.['error']).toMatchObject({
    type: 'TypeError',
    at: expect.stringContaining('test/http.test.ts') as string,
  });
});

test('a database that is away is 503 unavailable, which may be retried', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  for (const error of [refused, new Error('Query read timeout'), new Error('wrapped', { cause: refused })]) {
    expect(toAppError(error)).toMatchObject({ code: 'unavailable', retryable: true });
  }
  const duplicate = Object.assign(new Error('duplicate key'), { code: '23505' });
  expect(toAppError(duplicate).code).toBe('internal');
});

test('a child plugin may answer errors in its own shape', async () => {
  const { app } = await build();
  await app.register(async (child) => {
    child.setErrorHandler((error, _request, reply) =>
      reply.code(toAppError(error).status).send({ message: toAppError(error).code }),
    );
    child.get('/dialect', async () => {
      throw new AppError('not_linked');
    });
  });
  const answer = await app.inject({ url: '/dialect' });
  expect(answer.statusCode).toBe(403);
  expect(answer.json()).toEqual({ message: 'not_linked' });
});

test('only exact origins get CORS headers', async () => {
  const { app } = await build();
  app.get('/', async () => ({}));
  const ask = async (origin: string): Promise<unknown> =>
    (await app.inject({ url: '/', headers: { origin } })).headers['access-control-allow-origin'];
  expect(await ask('https://salon.example')).toBe('https://salon.example');
  expect(await ask('https://salon.example.evil.example')).toBeUndefined();
  expect(await ask('null')).toBeUndefined();
});

test('readyz shows each dependency and refuses while one is down or the process drains', async () => {
  const readiness = createReadiness();
  let down = false;
  readiness.add('redis', async () => {
    if (down) throw new Error('redis://user:password@host is away');
    return { kind: 'redis' };
  });
  const { app } = await build({ readiness });
  const ask = async (): Promise<[number, string]> => {
    const answer = await app.inject({ url: '/readyz' });
    return [answer.statusCode, answer.body];
  };
  expect((await ask())[0]).toBe(200);
  expect((await ask())[1]).toContain('"facts":{"kind":"redis"}');
  down = true;
  expect((await ask())[0]).toBe(503);
  expect((await ask())[1]).not.toContain('password');
  down = false;
  readiness.drain();
  expect((await ask())[0]).toBe(503);
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
});

test('metrics count requests by the pattern of their route, not by their address', async () => {
  const { app } = await build();
  app.get('/people/:name', async () => ({}));
  await app.inject({ url: '/people/alice' });
  const { body } = await app.inject({ url: '/metrics' });
  expect(body).toContain('route="/people/:name"');
  expect(body).not.toContain('alice');
});

test('the OpenAPI document describes the zod schemas of the routes', async () => {
  const { app } = await build({ openApi: { title: 'Test', version: '1.0.0', description: 'A test' } });
  app.get(
    '/v1/people/:side',
    { schema: { params: z.object({ side: z.enum(['client', 'professional']) }) } },
    async () => ({}),
  );
  await app.ready();
  const document = (await app.inject({ url: '/docs/json' })).json<{ paths: Record<string, unknown> }>();
  expect(Object.keys(document.paths)).toEqual(['/v1/people/{side}']);
});

test('closing ends although connections are kept alive, idle, upgraded or in the middle of an answer', async () => {
  const { app } = await build();
  app.get('/', async () => ({}));
  app.get('/hanging', () => new Promise(() => undefined));
  app.server.on('upgrade', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\n');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const kept = httpRequest({ port, host: '127.0.0.1', agent });
  kept.end();
  const [answer] = (await once(kept, 'response')) as [NodeJS.ReadableStream];
  answer.resume();
  await once(answer, 'end');
  const upgraded = connect(port, '127.0.0.1');
  upgraded.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n');
  await once(upgraded, 'data');
  const hanging = connect(port, '127.0.0.1');
  const asked = once(app.server, 'request');
  hanging.write('GET /hanging HTTP/1.1\r\nHost: x\r\n\r\n');
  await asked;
  for (const socket of [upgraded, hanging]) socket.on('error', () => undefined);

  await app.close();

  agent.destroy();
  upgraded.destroy();
  hanging.destroy();
  expect(app.server.listening).toBe(false);
});

test('DEL-5: a handler that never answers is answered for, as unavailable', async () => {
  const { app } = await build();
  app.get('/stuck', () => new Promise(() => undefined));
  const answer = await app.inject({ url: '/stuck' });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ code: 'unavailable', retryable: true });
});

test('the pages of the API documentation may load their own scripts and styles, and nothing else may', async () => {
  const { app } = await build({ openApi: { title: 'T', version: '1', description: 'd' } });
  const [page, api] = await Promise.all(['/docs/', '/healthz'].map((url) => app.inject({ url })));
  expect(page?.headers['content-security-policy']).toContain("script-src 'self'");
  expect(api?.headers['content-security-policy']).not.toContain('script-src');
});
