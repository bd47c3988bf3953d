import { channel } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPrivacyDoor } from './privacy-door.ts';

/** What operators and readers of the document use; it describes the API, not itself. */
const UNDESCRIBED = /^(?:\/docs(?:\/|$)|\/healthz$|\/readyz$|\/metrics$)/;

interface Operation {
  tags?: string[];
  summary?: string;
  security?: unknown[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const routes: string[] = [];
let door: Awaited<ReturnType<typeof openPrivacyDoor>>;
let operations: Map<string, Operation>;

/** Every route of an app that is built from now on, as it is declared. */
function noteRoutes(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const one of [method].flat()) routes.push(`${one} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
}

beforeAll(async () => {
  const born = channel('fastify.initialization');
  born.subscribe(noteRoutes);
  door = await openPrivacyDoor();
  born.unsubscribe(noteRoutes);
  const { paths } = (await door.app.inject('/docs/json')).json<{ paths: Record<string, Record<string, Operation>> }>();
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  operations = new Map(all);
});
afterAll(() => door.close());

it('every route is in the OpenAPI document, and nothing else is', () => {
  const gets = new Set(routes.filter((route) => route.startsWith('GET ')));
  const declared = routes.filter((route) => {
    const [method = '', path = ''] = route.split(' ');
    // A GET answers HEAD by itself.
    const comesWithGet = method === 'HEAD' && gets.has(`GET ${path}`);
    return !comesWithGet && method !== 'OPTIONS' && !UNDESCRIBED.test(path);
  });
  expect(declared.length).toBeGreaterThan(100);
  expect([...new Set(declared)].toSorted()).toEqual([...operations.keys()].toSorted());
});

it('every operation has a summary, one tag, and says how it refuses', () => {
  const wanting = [...operations].flatMap(([name, { tags = [], summary = '', security, responses }]) => {
    const expected = ['429', '500', '503', ...(security?.length === 0 ? [] : ['401', '403'])];
    if (name.includes('{')) expected.push('400', '404');
    const missing = expected.filter((status) => responses[status]?.content === undefined);
    return [
      ...(summary === '' ? [`${name} has no summary`] : []),
      ...(tags.length === 1 ? [] : [`${name} has ${tags.length} tags`]),
      ...missing.map((status) => `${name} does not say how it answers ${status}`),
    ];
  });
  expect(wanting).toEqual([]);
});

it('each dialect documents the refusals that it gives', async () => {
  const bodies = [
    ['/v1/me', 'application/problem+json', 'Problem'],
    ['/api/messaging/unread-count', 'application/json', 'Refusal-rooms'],
    ['/api/messaging/medecin-patient/patient/conversations', 'application/json', 'Refusal-medecin-patient'],
    ['/messaging/conversations', 'application/json', 'Refusal-salon'],
  ] as const;
  const document = (await door.app.inject('/docs/json')).json();
  for (const [path, mediaType, schema] of bodies) {
    const refused = await door.app.inject(path);
    expect([refused.statusCode, String(refused.headers['content-type']).split(';')[0]]).toEqual([401, mediaType]);
    expect(operations.get(`GET ${path}`)?.responses['401']?.content).toEqual({
      [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` } },
    });
    expect(Object.keys(refused.json()).toSorted()).toEqual(document.components.schemas[schema].required.toSorted());
  }
});
