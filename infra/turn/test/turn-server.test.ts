import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { findProgram, runProgram } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BINDING_REQUEST, findTurnServer, startTurnServer, type TurnServer } from '../src/index.ts';

const SECRET = 'a secret of the relay that is long enough';
/** First two bytes of the answer to a binding request (RFC 8489, 5). */
const BINDING_SUCCESS = 0x0101;
const TRY_TIMEOUT_MS = 15_000;
const client = findProgram('turnutils_uclient');
const openssl = findProgram('openssl');
const hasPrograms = [findTurnServer(), client, openssl].every((program) => program !== undefined);

/** Username and credential of coturn’s REST scheme that end in so many seconds. */
function credentials(endsInSeconds: number, secret = SECRET): { username: string; credential: string } {
  const username = `${Math.floor(Date.now() / 1000) + endsInSeconds}:someone`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

describe.runIf(hasPrograms)('a real coturn with our configuration', () => {
  let folder: string;
  let relay: TurnServer;
  let strict: TurnServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causerie-turn-'));
    const strictFolder = await mkdtemp(join(folder, 'strict-'));
    const certificate = { certPath: join(folder, 'cert.pem'), keyPath: join(folder, 'key.pem') };
    const name = ['-subj', '/CN=localhost', '-days', '2'];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      certificate.keyPath,
      '-out',
      certificate.certPath,
    ];
    await runProgram(openssl ?? '', [...made, ...name], { timeoutMs: TRY_TIMEOUT_MS });
    [relay, strict] = await Promise.all([
      startTurnServer({ folder, secret: SECRET, certificate }),
      startTurnServer({ folder: strictFolder, secret: SECRET, production: true }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([relay.stop(), strict.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** What two clients of one relay say after five packets each. */
  async function passes(server: TurnServer, who: ReturnType<typeof credentials>, ...ways: string[]): Promise<string> {
    const args = ['-p', String(server.port), '-u', who.username, '-w', who.credential, '-y', '-n', '5', '-c', ...ways];
    const { stdout } = await runProgram(client ?? '', [...args, '127.0.0.1'], { timeoutMs: TRY_TIMEOUT_MS });
    return stdout;
  }

  test.each([
    ['UDP', []],
    ['TCP', ['-t']],
  ])('relays over %s with credentials of our scheme', async (_name, ways) => {
    expect(await passes(relay, credentials(600), ...ways)).toContain('Total lost packets 0');
  });

  test('answers over TLS, as through a firewall that lets nothing else out', async () => {
    const socket = connect({ port: relay.tlsPort ?? 0, host: '127.0.0.1', rejectUnauthorized: false });
    socket.write(BINDING_REQUEST);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.readUInt16BE(0)).toBe(BINDING_SUCCESS);
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
