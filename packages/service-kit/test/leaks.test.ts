import { Writable } from 'node:stream';
import { assert, boolean, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  createHttpApp,
  createLogger,
  createMetrics,
  createPool,
  createReadiness,
  describeError,
} from '../src/index.ts';
import { captureLog } from './log-capture.ts';
import { testEnv } from './test-env.ts';

/** Strings that must never be written; each is recognisable wherever it turns up. */
const CANARIES = {
  text: 'CANARY-message-text je suis malade',
  name: 'CANARY-Alice Martin',
  mail: 'CANARY@patient.example',
  token: 'eyJhbGciOiJIUzI1NiJ9.CANARY.signature',
  password: 'CANARY-s3cret',
  word: 'canary7hunter',
};

/** What somebody might pass to a logger one day, each carrying a canary. */
function carriers(canary: string): unknown[] {
  const error = new Error(canary, { cause: new Error(canary) });
  const framed = new Error(`${canary}\n    at leak (file:///app/${canary}.ts:1:1)\n    at leak (/app/CANARY/x.ts:1:2)`);
  const decorated = Object.assign(new TypeError(canary), {
    code: canary,
    detail: canary,
    query: canary,
    params: [canary],
  });
  class Named extends Error {}
  Object.defineProperty(Named, 'name', { value: canary });
  const circular: Record<string, unknown> = { error };
  circular['self'] = circular;
  const exploding = {
    get cause(): never {
      throw new Error(canary);
    },
    get code(): never {
      throw new Error(canary);
    },
  };
  return [
    canary,
    error,
    framed,
    decorated,
    new Named(canary),
    circular,
    exploding,
    { [canary]: 1 },
    { text: canary },
    [canary],
    { requestId: canary },
    { route: `/x?token=${canary}` },
    { conversationId: canary },
    { status: canary },
    { code: { nested: canary } },
    { address: `redis://user:${canary}@host` },
    { name: canary },
    { user: { email: canary } },
    { req: { url: canary, headers: { authorization: canary } } },
    { res: { body: canary } },
    { err: canary },
    { error: { message: canary, code: canary } },
    new Map([[canary, canary]]),
    new AggregateError([error], canary),
  ];
}

test('none of the strings planted in anything a logger can be given is written', () => {
  const log = captureLog();
  for (const canary of Object.values(CANARIES)) {
    for (const carrier of carriers(canary)) {
      const { logger } = log;
      logger.info(carrier as object);
      logger.error({ err: carrier }, 'failed');
      logger.error({ error: carrier, cause: carrier }, 'failed');
      logger.error({ error: describeError(carrier) }, 'failed');
      logger.warn({ reason: carrier, text: carrier, body: carrier, nested: { deep: carrier } }, 'noticed');
      logger.info({ requestId: 'a1' }, 'hello %s %o', canary, carrier as object);
      logger.info('hello %s', canary);
      if (carrier instanceof Error) logger.error(carrier, carrier.message);
      if (carrier instanceof Error) logger.error({ err: carrier }, `prefix ${carrier.message}`);
      const child = logger.child(
        { reqId: canary, carrier },
        { serializers: { err: () => canary }, msgPrefix: canary, redact: [] },
      );
      child.error({ err: carrier }, 'from a child');
      child.setBindings({ email: canary });
      child.child({ token: canary }).info('from a grandchild');
    }
  }
  // A bare string is the caller's constant sentence; everything else must be free of canaries.
  const written = log.lines().filter((line) => !Object.values(CANARIES).includes(line['msg'] as string));
  expect(written.length).toBeGreaterThan(500);
  expect(JSON.stringify(written)).not.toMatch(/canary/i);
});

test('a row that Postgres refuses leaves no value, parameter or SQL in the log', async () => {
  const log = captureLog();
  const pool = createPool({ url: testEnv().databaseUrl, name: 'leaks', max: 1, logger: log.logger });
  try {
    await pool.query('create temporary table person (email text unique, note text check (length(note) < 5))');
    await pool.query('insert into person values ($1, null)', [CANARIES.mail]);
    const failing: [string, unknown[]][] = [
      ['insert into person values ($1, null)', [CANARIES.mail]],
      ['insert into person values (null, $1)', [CANARIES.text]],
      ['select $1::int', [CANARIES.name]],
      [`select '${CANARIES.password}' from nowhere`, []],
    ];
    for (const [sql, values] of failing) {
      const error: unknown = await pool.query(sql, values).catch((reason: unknown) => reason);
      const wrapped = new Error(`Failed query: ${sql} params: ${values.join()}`, { cause: error });
      log.logger.error({ error: wrapped }, 'A write failed');
      expect(describeError(wrapped).code).toMatch(/^[0-9A-Z]{5}$/);
    }
  } finally {
    await pool.end();
  }
  expect(log.lines()).toHaveLength(4);
  expect(log.text()).not.toMatch(/canary/i);
});

test('no part of a request reaches the log or, when it fails, the answer', async () => {
  const log = captureLog();
  const app = await createHttpApp({
    service: 'leaks',
    logger: log.logger,
    metrics: createMetrics('leaks'),
    readiness: createReadiness(),
    corsOrigins: [],
    trustProxy: ['127.0.0.1/8'],
  });
  app.post('/talk/:who', { schema: { body: z.object({ text: z.string().max(3) }) } }, async () => ({}));
  app.post('/fail/:who', async (request) => {
    request.log.error({ err: new Error(CANARIES.text), req: request, body: request.body }, 'from a handler');
    throw new Error(`${CANARIES.text} ${JSON.stringify(request.body)}`);
  });
  app.get(
    '/bad-answer',
    { schema: { response: { 200: z.object({ n: z.number() }) } } },
    async () => ({ n: CANARIES.text }) as never,
  );
  const headers = {
    authorization: `Bearer ${CANARIES.token}`,
    cookie: CANARIES.token,
    'x-request-id': CANARIES.name,
    'user-agent': CANARIES.name,
  };
  const who = encodeURIComponent(CANARIES.name);
  const payloads = [{ text: CANARIES.text }, { [CANARIES.name]: 1 }, CANARIES.text, `{"text": "${CANARIES.text}`];
  const bodies: string[] = [];
  for (const payload of payloads) {
    for (const path of ['talk', 'fail', 'nowhere']) {
      const typed = typeof payload === 'string' ? { ...headers, 'content-type': 'application/json' } : headers;
      bodies.push(
        (await app.inject({ method: 'POST', url: `/${path}/${who}?token=${CANARIES.token}`, payload, headers: typed }))
          .body,
      );
    }
  }
  bodies.push((await app.inject({ url: '/bad-answer', headers })).body);
  await app.close();
  expect(log.lines().length).toBeGreaterThan(5);
  expect(log.text()).not.toMatch(/canary/i);
  expect(bodies.join('\n')).not.toMatch(/canary/i);
});

test('whatever is thrown, its description holds only a type, a code and a place, and never its text', () => {
  const secret = string({ minLength: 6, maxLength: 200 }).filter((text) => !/^[\w.:/@ ]*$/.test(text));
  assert(
    property(secret, boolean(), (text, multiline) => {
      const error = new Error(multiline ? `${text}\n    at x (/a/${text}:1:1)` : text, { cause: text });
      const description = describeError(error);
      expect(Object.keys(description).every((key) => ['type', 'code', 'at', 'cause'].includes(key))).toBe(true);
      expect(JSON.stringify(description)).not.toContain(text);
    }),
  );
});

test('a line says how many fields were kept back', () => {
  const written: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => (written.push(chunk.toString()), done()),
  });
  const logger = createLogger({ service: 's', level: 'info', replicaId: 'r', destination });
  logger.info({ durationMs: 12, queue: 'lane-0', email: 'x', note: 'y' }, 'done');
  expect(JSON.parse(written.join(''))).toMatchObject({
    level: 'info',
    service: 's',
    replicaId: 'r',
    durationMs: 12,
    queue: 'lane-0',
    droppedFields: 2,
    msg: 'done',
  });
});
