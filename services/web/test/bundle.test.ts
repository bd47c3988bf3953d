import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const WEB = fileURLToPath(new URL('..', import.meta.url));
/** The first screen of the demonstration, before anything is loaded on demand; React is 60 KB of it. */
const PAGE_MAX_BYTES = 85_000;
/** The SDK alone, socket.io-client included, as another page would embed it. Files and storage load their own code when used. */
const SDK_MAX_BYTES = 35_000;
const CALLS_MAX_BYTES = 22_000;
/** Components and the SDK below them, without React. */
const REACT_MAX_BYTES = 115_000;
/** Words that are in the code of calls and nowhere else. */
const OF_CALLS = 'RTCPeerConnection';

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

/** The scripts of a build: those that a page needs to begin, and all of them. */
interface Scripts {
  atOnce: string;
  all: string;
}

async function scriptsOf(folder: string, entry: RegExp): Promise<Scripts> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.m?js$/.test(name));
  const texts = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
  const atOnce = new Set<string>();
  const load = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    for (const [, path = ''] of (texts.get(name) ?? '').matchAll(/(?:from|import) ?["']\.\/([^"']+)["']/g)) {
      const next = names.find((one) => one.endsWith(path));
      if (next !== undefined) load(next);
    }
  };
  for (const name of names) if (entry.test(name)) load(name);
  return { atOnce: [...atOnce].map((name) => texts.get(name)).join('\n'), all: [...texts.values()].join('\n') };
}

/** Compresses, and tells how large it is. */
function measured(what: string, script: string): number {
  const { length } = gzipSync(script, { level: 9 });
  process.stdout.write(`${(length / 1000).toFixed(1).padStart(6)} KB  ${what}, compressed\n`);
  return length;
}

/** Bundles an import as the build of a host's page does. */
async function bundled(source: string): Promise<Scripts> {
  const [entryDir, outDir] = [await scratch(), await scratch()];
  const entry = join(entryDir, 'entry.ts');
  await writeFile(entry, source);
  await build({
    root: WEB,
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    build: {
      outDir,
      target: 'es2022',
      modulePreload: false,
      // Not as a library: those are left for their host to minify.
      rollupOptions: {
        input: entry,
        external: [/^react(?:-dom)?(?:\/|$)/],
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'entry.js' },
      },
    },
  });
  return scriptsOf(outDir, /^entry\.js$/);
}

const at = (specifier: string): string => JSON.stringify(fileURLToPath(import.meta.resolve(specifier)));

describe('the build', () => {
  it('is one page that is small at first, and carries no validation library', async () => {
    const outDir = await scratch();
    await build({ root: WEB, logLevel: 'silent', build: { outDir } });
    const page = await readFile(join(outDir, 'index.html'), 'utf8');
    const entry = /src="\/(assets\/[^"]+\.js)"/.exec(page)?.[1] ?? 'no script';
    const { atOnce, all } = await scriptsOf(outDir, new RegExp(`^${entry.replaceAll('.', '\\.')}$`));
    expect(measured('the first screen of the web app', atOnce)).toBeLessThan(PAGE_MAX_BYTES);
    measured('all scripts of the web app', all);
    expect(all).not.toContain('ZodError');
    expect(page).toContain('lang="fr"');
  });

  it('of the SDK alone stays light enough to embed, and brings no calls with it', async () => {
    const whole = await bundled(`export * from ${at('@causerie/client')};`);
    expect(measured('@causerie/client', whole.atOnce)).toBeLessThan(SDK_MAX_BYTES);
    const { all } = await bundled(`export { createCauserie } from ${at('@causerie/client')};`);
    expect(all).not.toContain(OF_CALLS);
  });

  it('of calls and of the components stays within what they may weigh', async () => {
    const calls = await bundled(`export * from ${at('@causerie/client/calls')};`);
    expect(calls.all).toContain(OF_CALLS);
    expect(measured('@causerie/client/calls', calls.atOnce)).toBeLessThan(CALLS_MAX_BYTES);
    const components = await bundled(`export * from ${at('@causerie/react')};`);
    expect(measured('@causerie/react with @causerie/client', components.atOnce)).toBeLessThan(REACT_MAX_BYTES);
    expect(components.all).not.toContain(OF_CALLS);
  });
});
