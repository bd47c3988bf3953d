import { MANUALS, asyncApi } from '@causerie/dialects';
import { signToken } from '@causerie/dev';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearlyValid, ODD_VALUES, type Schema } from '../src/fuzz/values.ts';
import { openWorld, type Loose, type World } from '../src/world.ts';

/** Another seed makes another run. */
const SEED = 20_261_121;
const REQUESTS = 2_000;
const EVENTS = 2_000;
/** Requests and events under way at once. */
const ABREAST = 8;
const ANSWER_WITHIN_MS = 5_000;
/** Ending one's own session would end the rest of the run. */
const LEFT_OUT = /logout|erasure|sessions$/;

let world: World;
let tokens: string[];
let ids: string[];
let pids: Array<number | undefined>;
beforeAll(async () => {
  world = await openWorld();
  const { doctor, patient } = await world.couple();
  const secret = world.stack.jwtSecret ?? '';
  const people = await Promise.all([doctor, patient].map((person) => world.tokenOf(person)));
  const officials = (['service', 'admin'] as const).map((role) => signToken(secret, { sub: role, role }));
  tokens = [...people, ...(await Promise.all(officials))];
  const opened = await world.call('POST', '/v1/conversations', tokens[1] ?? '', { withSubject: doctor.subject });
  const sent = await world.call('POST', `/v1/conversations/${opened.body.id}/messages`, tokens[0] ?? '', {
    content: 'x',
  });
  ids = [
    opened.body.id,
    sent.body.id,
    String(opened.body.number),
    doctor.subject,
    '01900000-0000-7000-8000-00000000dead',
  ];
  pids = [...world.stack.processes.values()].map(({ pid }) => pid);
}, 120_000);
afterAll(() => world.close());

interface Shot {
  name: string;
  method: string;
  path: string;
  token: string;
  body: string | undefined;
  contentType: string;
}

/** Requests for every operation of the document: valid ones, and as many in which something is wrong. */
function shots(document: Loose): Shot[] {
  const odd = fc.constantFrom(...ODD_VALUES).map((value) => encodeURIComponent(wellFormed(value)));
  const id = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: odd });
  const operations = Object.entries(document.paths as Record<string, Record<string, Loose>>)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ path }) => !LEFT_OUT.test(path));
  const each = Math.ceil(REQUESTS / operations.length);
  return operations.flatMap(({ path, method, operation }, index) => {
    const schema = operation.requestBody?.content?.['application/json']?.schema as Schema | undefined;
    const json = schema === undefined ? fc.constant(undefined) : nearlyValid(schema, ids).map(wellFormed);
    const body = fc.oneof(
      { weight: 9, arbitrary: json },
      { weight: 1, arbitrary: fc.constantFrom('{', '', 'null', '[]') },
    );
    const query = ((operation.parameters ?? []) as Loose[]).filter((one) => one.in === 'query');
    const asked = fc.tuple(
      ...query.map((one) =>
        fc.option(fc.oneof(fc.constantFrom('1', '20'), id, odd), { freq: 1 }).map((value) => [one.name, value]),
      ),
    );
    const parts = fc.record({
      asked,
      body,
      ids: fc.array(id, { minLength: 4, maxLength: 4 }),
      fits: fc.nat(9),
      token: fc.nat(tokens.length - 1),
      json: fc.nat(9),
    });
    return fc.sample(parts, { seed: SEED + index, numRuns: each }).map((made): Shot => {
      let at = 0;
      // Mostly what fits, so that requests reach further than the door.
      const filled = path.replace(/([^/]+)\/\{[^}]+\}/g, (_whole, kind: string) => {
        const fitting = made.fits > 2 ? idFor(path, kind) : undefined;
        return `${kind}/${fitting ?? made.ids[at++ % made.ids.length] ?? 'x'}`;
      });
      const search = made.asked.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${value}`);
      return {
        name: `${method} ${path}`,
        method: method.toUpperCase(),
        path: search.length === 0 ? filled : `${filled}?${search.join('&')}`,
        token: tokens[made.token] ?? '',
        body: ['get', 'delete', 'head'].includes(method) ? undefined : made.body,
        contentType: made.json === 0 ? 'text/plain' : 'application/json',
      };
    });
  });
}

/** The id of something that exists, where a path asks for one of its kind. */
function idFor(path: string, kind: string): string | undefined {
  if (kind === 'conversations') return path.startsWith('/api/messaging/conv') ? ids[2] : ids[0];
  return kind === 'messages' ? ids[1] : undefined;
}

/** JSON text without unpaired surrogates, which HTTP cannot carry as UTF-8. */
function wellFormed(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
}

async function abreast<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: ABREAST }, lane));
}

async function expectUnharmed(): Promise<void> {
  expect([...world.stack.processes.values()].map(({ pid }) => pid)).toEqual(pids);
  const { doctor, patient } = await world.couple();
  const [from, to] = await Promise.all([doctor, patient].map((person) => world.tokenOf(person)));
  const { body } = await world.call('POST', '/v1/conversations', from ?? '', { withSubject: patient.subject });
  const sent = await world.call('POST', `/v1/conversations/${body.id}/messages`, from ?? '', { content: 'Bonjour' });
  const unread = await world.call('GET', '/v1/unread', to ?? '');
  expect([sent.status, unread.body.total]).toEqual([201, 1]);
}

describe(`Whatever is sent (seed ${SEED})`, () => {
  it('every route answers, refuses what is wrong with a code, and never fails (DOOR-1, ERR-1)', async () => {
    const { body: document } = await world.call('GET', '/docs/json', null);
    const all = shots(document);
    const failures: string[] = [];
    await abreast(all, async ({ name, method, path, token, body, contentType }) => {
      const headers = {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      };
      const answer = await fetch(`${world.stack.url}${path}`, {
        method,
        headers,
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      const isRefusal = answer.status >= 400;
      const code = isRefusal && text.startsWith('{') ? (JSON.parse(text) as { code?: string }).code : undefined;
      if (answer.status >= 500 && !(answer.status === 503 && code === 'unavailable'))
        failures.push(`${name} answered ${answer.status}: ${path.slice(0, 200)} ${body?.slice(0, 300)}`);
      // Resumable uploads answer as their protocol says, in plain text.
      else if (path.startsWith('/v1/uploads')) return;
      else if (isRefusal && method !== 'HEAD' && code === undefined)
        failures.push(`${name} refused without a code: ${answer.status} ${text.slice(0, 200)}`);
    });
    expect(all.length).toBeGreaterThan(REQUESTS / 2);
    expect(failures.slice(0, 10)).toEqual([]);
    await expectUnharmed();
  }, 120_000);

  it('every event of every dialect is answered exactly once (DOOR-1, DOOR-11)', async () => {
    const document: Loose = asyncApi(MANUALS, { title: 'fuzz', version: '1', description: '' });
    const failures: string[] = [];
    for (const [index, { dialect, manual }] of MANUALS.entries()) {
      const auth = dialect.name === 'medecin-patient' ? { userType: 'patient' } : {};
      const sockets = tokens.slice(0, 2).map((token) =>
        io(`${world.stack.url}${dialect.namespace === '/' ? '' : dialect.namespace}`, {
          auth: { ...auth, token },
          transports: ['websocket'],
          forceNew: true,
        }),
      );
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', () => resolve(null)))));
      const messages = document.channels[dialect.name].messages;
      const events = Object.keys(manual.hears);
      const arbitrary = fc
        .constantFrom(...events, 'nonsense', 'toString', '__proto__')
        .chain((event) =>
          fc.tuple(
            fc.constant(event),
            nearlyValid(messages[`client.${event.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}`]?.payload ?? {}, ids),
            fc.nat(9),
          ),
        );
      const all = fc.sample(arbitrary, { seed: SEED + index, numRuns: Math.ceil(EVENTS / MANUALS.length) });
      let turn = 0;
      await abreast(all, async ([event, payload, shape]) => {
        const socket = sockets[turn++ % sockets.length] as Socket;
        const input =
          shape === 0 ? [] : shape === 1 ? [payload, payload, 1] : shape === 2 ? [Buffer.from('binary')] : [payload];
        let answers = 0;
        const answered = new Promise<void>((resolve) => {
          const late = setTimeout(resolve, ANSWER_WITHIN_MS);
          socket.emit(event, ...input, () => {
            answers++;
            clearTimeout(late);
            resolve();
          });
        });
        await answered;
        if (answers !== 1)
          failures.push(
            `${dialect.name} ${event} was answered ${answers} times: ${JSON.stringify(payload)?.slice(0, 300)}`,
          );
      });
      for (const socket of sockets) socket.close();
    }
    expect(failures.slice(0, 10)).toEqual([]);
    await expectUnharmed();
  }, 120_000);
});
