import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayOver, type StandIn } from './stand-ins.ts';

let webRoot: string;
let gateway: StandIn;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'causerie web '));
  await mkdir(join(webRoot, 'assets'));
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Causerie</title>');
  await writeFile(join(webRoot, 'assets/app-1a2b.js'), 'console.log(1)');
  await writeFile(join(webRoot, 'assets/app-1a2b.js.gz'), gzipSync('console.log(1)'));
  gateway = await gatewayOver([], { webRoot });
});
afterAll(async () => {
  await gateway.close();
  await rm(webRoot, { recursive: true, force: true });
});

const page = { headers: { accept: 'text/html' } };

test('the page is served at the root and at every address the app routes itself, with a strict policy', async () => {
  for (const path of ['/', '/chat-message', '/conference/join/abc']) {
    const answer = await fetch(gateway.origin + path, page);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Causerie</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('permissions-policy')).toContain('camera=(self)');
  }
});

test('files with a hash in their name are kept for ever and sent compressed when the browser takes it', async () => {
  const answer = await fetch(`${gateway.origin}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'gzip' } });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(await answer.text()).toBe('console.log(1)');
});

test('a missing file and an unknown API path are 404, never the page, and nothing outside the folder is served', async () => {
  expect((await fetch(`${gateway.origin}/assets/gone.js`, page)).status).toBe(404);
  expect((await fetch(`${gateway.origin}/favicon.ico`)).status).toBe(404);
  expect((await fetch(`${gateway.origin}/anything`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${gateway.origin}/..%2f..%2fetc/passwd`)).status).toBeGreaterThanOrEqual(400);
});
