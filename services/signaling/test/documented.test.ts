import { channel } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCallDoor, openGround, type CallDoor, type Ground } from './call-door.ts';

/** What operators and readers of the document use, and the socket, which is no request. */
const UNDESCRIBED = /^(?:\/docs\/calls(?:\/|$)|\/healthz$|\/readyz$|\/metrics$|\/ws\/calls$)/;

interface Operation {
  tags?: string[];
  summary?: string;
  responses: Record<string, { content?: Record<string, unknown> }>;
}

const routes: string[] = [];
let ground: Ground;
let door: CallDoor;
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
  ground = await openGround();
  door = await openCallDoor(ground);
  born.unsubscribe(noteRoutes);
  const { body } = await door.call(null, 'GET', '/docs/calls/json');
  const all = Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );
  operations = new Map(all);
});
afterAll(async () => {
  await door.close();
  await ground.close();
});

it('every route about calls is in the OpenAPI document, and nothing else is', () => {
  const declared = routes.filter((route) => {
    const [method = '', path = ''] = route.split(' ');
    // A GET answers HEAD by itself.
    return method !== 'HEAD' && method !== 'OPTIONS' && !UNDESCRIBED.test(path);
  });
  expect(declared.length).toBeGreaterThan(20);
  expect([...new Set(declared)].toSorted()).toEqual([...operations.keys()].toSorted());
});

it('every operation about calls has a summary, one tag, and says how it refuses', () => {
  const wanting = [...operations].filter(
    ([, { tags = [], summary = '', responses }]) =>
      summary === '' || tags.length !== 1 || ['401', '429', '503'].some((status) => responses[status] === undefined),
  );
  expect(wanting.map(([name]) => name)).toEqual([]);
});
