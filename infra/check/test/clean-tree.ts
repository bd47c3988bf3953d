/**
 * A small tree without a breach, as path → source. It uses every permission that could be mistaken for one:
 * kept as text, because as files it would be compiled, linted and run with the rest.
 */
export const CLEAN_TREE: Readonly<Record<string, string>> = {
  'infra/bench/src/bench.ts': `import { Pool } from 'pg';
import { startServices } from '@causerie/dev';
import { v1 } from '@causerie/dialects';
import { routes } from '@causerie/api-gateway';

export const parts = [new Pool(), startServices, v1, routes];
`,
  'packages/bus/src/bus.ts': `import { UnrecoverableError, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { build } from '@causerie/service-kit';

export interface Bus {
  redis: Redis;
  queue: Queue;
}

export const refuse = () => new UnrecoverableError(String(build()));
`,
  'packages/bus/test/bus.test.ts': `import { Redis } from 'ioredis';
import { Id } from '@causerie/contracts';
import { people } from '@causerie/dev/people';

export const redis = [new Redis(), Id, people];
`,
  'packages/contracts/src/index.ts': `import { z } from 'zod';

export const Id = z.uuid();
`,
  'packages/core/src/index.ts': `import type { Id } from '@causerie/contracts';

export interface Clock {
  nowMs(): number;
}

export type Named = { id: typeof Id; at: Date };

/** A date that is computed from something given is not a clock. */
export const dateOf = (atMs: number): Date => new Date(atMs);
`,
  'packages/core/test/core.test.ts': `import { randomUUID } from 'node:crypto';

export const seed = [randomUUID(), Date.now()];
`,
  'packages/service-kit/src/env.ts': `export const url = process.env['REDIS_URL'];
`,
  'packages/service-kit/src/redis.ts': `import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

export const build = () => [new Redis(), new Queue('lane'), new pg.Pool()];
`,
  'services/conversation-api/src/app.ts': `import { v1 } from '@causerie/dialects';
import { Id } from '@causerie/contracts';

export const buildApp = () => [v1, Id];
`,
  'services/conversation-api/src/main.ts': `import { buildApp } from './app.ts';

buildApp();
`,
};
