import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, version as esbuildVersion } from 'esbuild';
import { BUNDLE_HEAD, workspacePlugin, type Externals } from './build-plugin.ts';
import { buildWeb } from './build-web.ts';
import { repositoryRoot } from './env.ts';
import { withLock } from './lock.ts';
import { builtEntry, hasEntry, migrationsSource, serviceSources, sourceEntry, type ServiceSource } from './services.ts';

/** How to build. */
export interface BuildOptions {
  onProgress?: (line: string) => void;
  /** 'inlined' unless told: see {@link Externals}. */
  externals?: Externals;
  /** False leaves the web app alone. */
  web?: boolean;
}

/** What a bundle was made from; the same stamp again means nothing changed. */
interface Stamp {
  made: string;
  inputs: Record<string, string>;
}

/**
 * Makes one ESM file per service (`<folder>/dist/main.js`, with a source map) and the web app, whichever changed since the
 * last time. Safe to call from several processes at once.
 * @returns names of what was built
 */
export async function buildServices(options: BuildOptions = {}): Promise<string[]> {
  const stamps = join(repositoryRoot, '.causerie/build');
  await mkdir(stamps, { recursive: true });
  return withLock(join(stamps, 'lock'), async () => {
    const sources = [...serviceSources.filter(hasEntry), migrationsSource];
    // All of them are awaited, also when one fails: the lock must outlive every writer.
    const results = await Promise.allSettled(
      sources.map((source) => buildService(source, stamps, options.externals ?? 'inlined')),
    );
    const built = results.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    const web = options.web === false ? false : await buildWeb(stamps, options.onProgress ?? (() => undefined));
    const names = [...built.filter((name) => name !== undefined), ...(web ? ['web'] : [])];
    if (names.length > 0) options.onProgress?.(`built ${names.join(', ')}`);
    return names;
  });
}

async function buildService(source: ServiceSource, stamps: string, externals: Externals): Promise<string | undefined> {
  const output = builtEntry(source);
  const stampPath = join(stamps, `${source.name}.json`);
  const made = `esbuild ${esbuildVersion} ${externals} ${await fingerprint(join(repositoryRoot, 'pnpm-lock.yaml'))}`;
  if (existsSync(output) && (await isFresh(stampPath, made))) return undefined;
  const result = await build({
    entryPoints: [sourceEntry(source)],
    outfile: output,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: BUNDLE_HEAD },
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: repositoryRoot,
    // Node's own conditions and nothing else: a bundler's `module` condition would pick files Node cannot run.
    conditions: ['node'],
    plugins: [workspacePlugin(output, externals)],
  }).catch((error: unknown) => {
    throw new Error(`${source.name} could not be built: ${error instanceof Error ? error.message : String(error)}`);
  });
  // Among them: an import made for its side effect alone, which the bundle leaves out.
  const warning = result.warnings.find(({ location }) => !location?.file.includes('node_modules'));
  if (warning) throw new Error(`${source.name} could not be built: ${warning.text}`);
  const inputs: Stamp['inputs'] = {};
  for (const path of Object.keys(result.metafile.inputs)) inputs[path] = await fingerprint(join(repositoryRoot, path));
  await mkdir(dirname(stampPath), { recursive: true });
  await writeFile(stampPath, JSON.stringify({ made, inputs } satisfies Stamp));
  return source.name;
}

async function isFresh(stampPath: string, made: string): Promise<boolean> {
  const text = await readFile(stampPath, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const stamp = JSON.parse(text) as Stamp;
  if (stamp.made !== made) return false;
  for (const [path, known] of Object.entries(stamp.inputs)) {
    if ((await fingerprint(join(repositoryRoot, path))) !== known) return false;
  }
  return true;
}

/** Changes whenever the file is written; 'gone' when there is none. */
async function fingerprint(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found ? `${found.size}:${found.mtimeMs}` : 'gone';
}
