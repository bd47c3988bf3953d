import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakStack } from '../src/session.ts';

/** Plans the worker, a gateway, the API, Redis and Postgres, the API while Postgres is still recovering. */
const SEED = 48;
const KILLS = 5;
const MESSAGES = 800;
const TEST_TIMEOUT_MS = 180_000;

let dataDir = '';
const lines: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'causerie-faults-'));
  // Postgres may have to run as another user, who must be able to pass through.
  await chmod(dataDir, 0o711);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the real stack', () => {
  it(
    'keeps DEL-1 to DEL-7 while its processes are killed, frozen and wiped',
    async () => {
      const historyPath = join(dataDir, 'history.json');
      const place = { dataDir, historyPath, print: (line: string) => void lines.push(line) };
      const options = { seed: SEED, kills: KILLS, messages: MESSAGES, clients: 8, seconds: 15 };
      const { violations, kills, acknowledged } = await breakStack(options, place);
      expect(violations, lines.join('\n')).toEqual([]);
      expect(kills).toBe(KILLS);
      expect(acknowledged).toBeGreaterThanOrEqual(MESSAGES);
    },
    TEST_TIMEOUT_MS,
  );
});
