import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { machineEnvironment, repositoryRoot } from './env.ts';
import { lastLines } from './log-file.ts';

const WEB_FOLDER = 'services/web';
/** Everything the web app is made of. */
const SOURCES = [WEB_FOLDER, 'packages/client', 'packages/react', 'packages/contracts', 'packages/dialects'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'test', 'coverage']);
const COMPRESSIBLE = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.txt']);
/** Smaller files fit into one packet anyway. */
const COMPRESS_FROM_SIZE_BYTES = 1_024;
const BROTLI_QUALITY = 9;

/** Builds the web app with vite when its sources changed; false when there was nothing to do. */
export async function buildWeb(stamps: string, progress: (line: string) => void): Promise<boolean> {
  const folder = join(repositoryRoot, WEB_FOLDER);
  const dist = join(folder, 'dist');
  if (!existsSync(join(folder, 'index.html'))) {
    progress('web: no web app here yet, leaving it out');
    return false;
  }
  const stampPath = join(stamps, 'web.hash');
  const hash = await hashSources();
  const known = await readFile(stampPath, 'utf8').catch(() => '');
  if (known === hash && existsSync(join(dist, 'index.html'))) return false;
  progress('web: building');
  await runVite(folder);
  await precompress(dist);
  await writeFile(stampPath, hash);
  return true;
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(repositoryRoot, 'pnpm-lock.yaml')));
  for (const source of SOURCES) {
    for (const path of await filesBelow(join(repositoryRoot, source))) hash.update(path).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = entries.map(async (entry) => {
    if (NOT_SOURCES.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(nested)).flat().toSorted();
}

async function runVite(folder: string): Promise<void> {
  const manifestPath = createRequire(join(folder, 'package.json')).resolve('vite/package.json');
  const env = { ...machineEnvironment(), NODE_ENV: 'production' };
  const child = spawn(process.execPath, [join(manifestPath, '../bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: folder,
    env: env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-8_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`web could not be built\n${lastLines(output, 20)}`);
}

/** Compresses once at build time what would otherwise be compressed for every visitor. */
async function precompress(dist: string): Promise<void> {
  for (const path of await filesBelow(dist)) {
    if (!COMPRESSIBLE.has(extname(path))) continue;
    const content = await readFile(path);
    if (content.length < COMPRESS_FROM_SIZE_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}
