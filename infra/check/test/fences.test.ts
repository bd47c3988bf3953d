import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBreaches } from '../src/breaches.ts';
import { FENCES } from '../src/fences.ts';
import { readModules } from '../src/read-modules.ts';
import { CLEAN_TREE } from './clean-tree.ts';
import { REPOSITORY } from './repository.ts';

/** What is planted, where, and a word the fence must say about it. */
const PLANTED: ReadonlyArray<[what: string, path: string, source: string, said: RegExp]> = [
  [
    'a package that imports a service',
    'packages/db/src/a.ts',
    `import '@causerie/conversation-api';`,
    /may not import/,
  ],
  ['a service that imports a service', 'services/message-worker/src/a.ts', `import '@causerie/signaling';`, /may not/],
  [
    'a test that imports another service',
    'services/signaling/test/a.test.ts',
    `import '@causerie/message-worker';`,
    /may not/,
  ],
  [
    'a relative path into another room',
    'services/signaling/src/a.ts',
    `import '../../../packages/db/src/x.ts';`,
    /outside its own room/,
  ],
  ['the core importing the database', 'packages/core/src/a.ts', `import type { X } from '@causerie/db';`, /may not/],
  ['the core importing zod', 'packages/core/src/a.ts', `import { z } from 'zod';`, /may not import zod/],
  [
    'the core importing Node',
    'packages/core/src/a.ts',
    `import { readFileSync } from 'node:fs';`,
    /does not know Node/,
  ],
  ['the core reading a clock', 'packages/core/src/a.ts', `export const now = () => Date.now();`, /are ports/],
  ['the core taking today', 'packages/core/src/a.ts', `export const now = () => new Date();`, /are ports/],
  ['contracts importing a library', 'packages/contracts/src/a.ts', `export * from 'lru-cache';`, /may not import lru/],
  ['the worker speaking a dialect', 'services/message-worker/src/a.ts', `import '@causerie/dialects';`, /may not/],
  ['a test of the bus speaking a dialect', 'packages/bus/test/a.test.ts', `import '@causerie/dialects';`, /may not/],
  [
    'a dynamic import of a service',
    'packages/bus/src/a.ts',
    `export const m = () => import('@causerie/signaling');`,
    /may not/,
  ],
  ['a require of a service', 'packages/bus/src/a.cjs', `require('@causerie/signaling');`, /may not/],
  [
    'a type import of a service',
    'packages/bus/src/a.ts',
    `export type T = import('@causerie/signaling').T;`,
    /may not/,
  ],
  ['a package that imports infra', 'packages/db/src/a.ts', `import '@causerie/dev';`, /may not/],
  ['infra that imports the bench', 'infra/faults/src/a.ts', `import '@causerie/bench';`, /may not/],
  ['infra that imports a service', 'infra/bench/src/a.ts', `import '@causerie/signaling';`, /may not/],
  ['process.env in a service', 'services/signaling/src/a.ts', `export const x = process.env['X'];`, /process\.env/],
  ['process.env in infra', 'infra/bench/src/a.ts', `export const x = process.env.X;`, /process\.env/],
  ['process["env"]', 'packages/db/src/a.ts', `export const x = process['env'];`, /process\.env/],
  ['globalThis.process.env', 'packages/db/src/a.ts', `export const x = globalThis.process.env;`, /process\.env/],
  ['a destructured process', 'packages/db/src/a.ts', `const { env } = process; export { env };`, /process\.env/],
  [
    'env from node:process',
    'packages/db/src/a.ts',
    `import { env } from 'node:process'; export { env };`,
    /process\.env/,
  ],
  [
    'a pool built by a service',
    'services/signaling/src/a.ts',
    `import { Pool } from 'pg'; new Pool();`,
    /builds those/,
  ],
  ['a pool through a default import', 'packages/db/src/a.ts', `import pg from 'pg'; new pg.Pool();`, /builds those/],
  ['a renamed Redis', 'packages/bus/src/a.ts', `import { Redis as R } from 'ioredis'; new R();`, /builds those/],
  ['a queue', 'packages/bus/src/a.ts', `import { Queue } from 'bullmq'; new Queue('q');`, /builds those/],
  [
    'a worker taken from elsewhere',
    'packages/bus/src/a.ts',
    `import { Worker as W } from '@causerie/service-kit'; new W('q');`,
    /constructs Worker/,
  ],
  [
    'an adapter',
    'services/realtime-gateway/src/a.ts',
    `import { createAdapter } from '@socket.io/redis-adapter'; createAdapter();`,
    /builds those/,
  ],
  ['an import of main', 'services/signaling/src/a.ts', `import './main.ts';`, /imported by nobody/],
  ['a room that nobody planned', 'packages/utils/src/a.ts', `export const x = 1;`, /not in the table/],
];

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fences-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function plant(path: string, source: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), source);
}

function plantCleanTree(): void {
  for (const [path, source] of Object.entries(CLEAN_TREE)) plant(path, source);
}

describe('the fences', () => {
  it('find nothing in a clean tree, which uses every permission that could be mistaken for a breach', () => {
    plantCleanTree();
    const modules = readModules(root);
    expect(modules.length).toBeGreaterThan(5);
    expect(findBreaches(modules)).toEqual([]);
  });

  it.each(PLANTED)('catch %s', (_what, path, source, said) => {
    plantCleanTree();
    plant(path, source);
    const breaches = findBreaches(readModules(root));
    expect(breaches.length).toBeGreaterThan(0);
    expect(breaches.every((breach) => breach.startsWith(`${path}: `))).toBe(true);
    expect(breaches.join('\n')).toMatch(said);
  });

  it('fail when they read 0 modules', () => {
    expect(findBreaches(readModules(root))).toEqual(['the fences read 0 modules: they guard nothing']);
  });

  it('fail on a file that they cannot parse', () => {
    plant('packages/core/src/a.ts', 'export const = ;');
    expect(() => readModules(root)).toThrow(/packages\/core\/src\/a\.ts cannot be parsed/);
  });

  it('read this repository, and every room of the table is in it', () => {
    const rooms = new Set(readModules(REPOSITORY).map((module) => module.path.split('/').slice(0, 2).join('/')));
    expect(Object.keys(FENCES).filter((room) => !rooms.has(room))).toEqual([]);
  });
});
