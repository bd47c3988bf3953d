import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WEB = fileURLToPath(new URL('..', import.meta.url));
/** React is 60 KB of it; a validation library or a second socket client would show here at once. */
const PAGE_MAX_BYTES = 112_000;
/** The SDK alone, socket.io-client included, as another page would embed it. */
const SDK_MAX_BYTES = 30_000;

const folders: string[] = [];
// What is measured is what is shipped: under the runner's own NODE_ENV, vite would bundle React for development.
beforeAll(() => void vi.stubEnv('NODE_ENV', 'production'));
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'causerie-web-'));
  folders.push(folder);
  return folder;
}

async function scriptsOf(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.m?js$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('\n');
}

describe('the build', () => {
  it('is one small page that carries no validation library', async () => {
    const outDir = await scratch();
    await build({ root: WEB, logLevel: 'silent', build: { outDir } });
    const scripts = await scriptsOf(outDir);
    expect(gzipSync(scripts).length).toBeLessThan(PAGE_MAX_BYTES);
    expect(scripts).not.toContain('ZodError');
    expect(await readFile(join(outDir, 'index.html'), 'utf8')).toContain('lang="fr"');
  });

  it('of the SDK alone stays light enough to embed', async () => {
    const outDir = await scratch();
    const entry = fileURLToPath(import.meta.resolve('@causerie/client'));
    await build({
      root: WEB,
      configFile: false,
      publicDir: false,
      logLevel: 'silent',
      build: { outDir, minify: true, lib: { entry, formats: ['es'], fileName: 'sdk' } },
    });
    expect(gzipSync(await scriptsOf(outDir)).length).toBeLessThan(SDK_MAX_BYTES);
  });
});
