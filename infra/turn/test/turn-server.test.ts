import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, runProgram } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTurnServer, startTurnServer, type TurnServer } from '../src/index.ts';

const SECRET = 'a secret of the relay that is long enough';
const TRY_TIMEOUT_MS = 15_000;
const client = findProgram('turnutils_uclient');

/** Username and credential of coturn’s REST scheme that end in so many seconds. */
function credentials(endsInSeconds: number, secret = SECRET): { username: string; credential: string } {
  const username = `${Math.floor(Date.now() / 1000) + endsInSeconds}:someone`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

describe.runIf(findTurnServer() !== undefined && client !== undefined)('a real coturn with our configuration', () => {
  let folder: string;
  let relay: TurnServer;
  let strict: TurnServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causerie-turn-'));
    const strictFolder = await mkdtemp(join(folder, 'strict-'));
    [relay, strict] = await Promise.all([
      startTurnServer({ folder, secret: SECRET }),
      startTurnServer({ folder: strictFolder, secret: SECRET, production: true }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([relay.stop(), strict.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Two clients of one relay send each other five packets; whether all arrived. */
  async function passes(
    server: TurnServer,
    { username, credential }: ReturnType<typeof credentials>,
    ...more: string[]
  ) {
    const args = [
      '-p',
      String(server.port),
      '-u',
      username,
      '-w',
      credential,
      '-y',
      '-n',
      '5',
      '-c',
      ...more,
      '127.0.0.1',
    ];
    const { stdout } = await runProgram(client ?? '', args, { timeoutMs: TRY_TIMEOUT_MS });
    return stdout;
  }

  test.each([
    ['UDP', []],
    ['TCP', ['-t']],
  ])('relays over %s with credentials of our scheme', async (_name, more) => {
    expect(await passes(relay, credentials(600), ...more)).toContain('Total lost packets 0');
  });

  test('CALL-10: credentials that are over, or of another secret, open nothing', async () => {
    for (const wrong of [credentials(-10), credentials(600, 'somebody else’s secret, long enough')]) {
      expect(await passes(relay, wrong)).not.toContain('Total lost packets 0');
    }
  });

  test('nobody reaches a private address through it', async () => {
    const said = await passes(strict, credentials(600));
    expect(said).not.toContain('Total lost packets 0');
    expect(strict.log() + said).toContain('403');
  });
});
