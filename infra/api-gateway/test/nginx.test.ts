import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPort, findProgram } from '@causerie/dev';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { productionOptions, renderNginx } from '../src/nginx.ts';
import { connectMany } from './affinity.ts';
import { echoService, socketReplica, type StandIn } from './stand-ins.ts';

const START_TIMEOUT_MS = 10_000;

test('the nginx.conf that is checked in is what the route table says today', () => {
  const checkedIn = readFileSync(new URL('../nginx.conf', import.meta.url), 'utf8');
  expect(checkedIn).toBe(renderNginx(productionOptions));
});

const nginx = findProgram('nginx') ?? (existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : undefined);

describe.runIf(nginx)('a real nginx with the generated configuration', () => {
  const IDS = ['realtime-gateway-1', 'realtime-gateway-2'];
  const open: StandIn[] = [];
  let folder: string;
  let server: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causerie nginx '));
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Causerie</title>');
    const [api, signaling] = [await echoService('conversation-api'), await echoService('signaling')];
    const replicas = await Promise.all(IDS.map((id) => socketReplica(id)));
    open.push(api, signaling, ...replicas);
    const port = await findPort();
    origin = `http://127.0.0.1:${port}`;
    const configuration = renderNginx({
      listen: `127.0.0.1:${port}`,
      conversationApi: `127.0.0.1:${api.port}`,
      signaling: `127.0.0.1:${signaling.port}`,
      replicas: replicas.map((replica, index) => ({ id: IDS[index] ?? '', address: `127.0.0.1:${replica.port}` })),
      webRoot: folder,
      scratch: folder,
    });
    await writeFile(join(folder, 'nginx.conf'), configuration);
    server = spawn(nginx ?? '', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], { stdio: 'ignore' });
    await vi.waitFor(async () => {
      if (!(await fetch(`${origin}/healthz`)).ok) throw new Error('nginx does not answer yet');
    }, START_TIMEOUT_MS);
  });
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    for (const standIn of open) await standIn.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([['polling'], ['websocket']])('%s connects every client across two replicas', async (transport) => {
    const greeted = await connectMany(origin, [transport], 8);
    expect(new Set(greeted)).toEqual(new Set(IDS));
  });

  test('requests reach the service of the table, and pages the web app with its policy', async () => {
    const answeredBy = async (path: string) => (await fetch(origin + path)).headers.get('x-answered-by');
    expect(await answeredBy('/v1/conversations?limit=2')).toBe('conversation-api');
    expect(await answeredBy('/v1/calls/9')).toBe('signaling');
    expect(await answeredBy('/api/messaging/medecin-patient/webrtc/sessions')).toBe('signaling');
    const page = await fetch(`${origin}/conference/join/abc`);
    expect(await page.text()).toContain('<title>Causerie</title>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await fetch(`${origin}/metrics`)).headers.get('x-answered-by')).toBeNull();
  });

  test('an upload that can be resumed may be larger than any other request', async () => {
    const init = { method: 'PATCH', body: 'x'.repeat(65 * 1024 * 1024) };
    const headers = { 'content-type': 'application/offset+octet-stream' };
    expect((await fetch(`${origin}/v1/uploads/9`, { ...init, headers })).headers.get('x-answered-by')).toBe(
      'conversation-api',
    );
    expect((await fetch(`${origin}/v1/conversations/9`, { ...init, headers })).status).toBe(413);
  });

  test('a new session avoids a replica that is dead', async () => {
    await open.at(-2)?.close();
    expect(new Set(await connectMany(origin, ['websocket'], 4))).toEqual(new Set([IDS[1]]));
    open.splice(open.length - 2, 1);
  });
});
