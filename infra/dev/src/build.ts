import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, version as esbuildVersion, type Metafile, type Plugin } from 'esbuild';
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
    const built = await bundleStale([...serviceSources.filter(hasEntry), migrationsSource], stamps, options);
    const web = options.web === false ? false : await buildWeb(stamps, options.onProgress ?? (() => undefined));
    const names = [...built, ...(web ? ['web'] : [])];
    if (names.length > 0) options.onProgress?.(`built ${names.join(', ')}`);
    return names;
  });
}

/** Bundles what is out of date in one go: the services share most of their files, which are then read once. */
async function bundleStale(
  sources: readonly ServiceSource[],
  stamps: string,
  options: BuildOptions,
): Promise<string[]> {
  const externals = options.externals ?? 'inlined';
  const made = `esbuild ${esbuildVersion} ${externals} ${await fingerprint(join(repositoryRoot, 'pnpm-lock.yaml'))}`;
  const stampOf = ({ name }: ServiceSource): string => join(stamps, `${name}.json`);
  const stale: ServiceSource[] = [];
  for (const source of sources) {
    if (!existsSync(builtEntry(source)) || !(await isFresh(stampOf(source), made))) stale.push(source);
  }
  const [first] = stale;
  if (!first) return [];
  const { inputs: graph } = await bundle(stale, workspacePlugin(builtEntry(first), externals));
  for (const source of stale) {
    const inputs: Stamp['inputs'] = {};
    for (const path of ownFilesBehind(source, graph)) inputs[path] = await fingerprint(join(repositoryRoot, path));
    await writeFile(stampOf(source), JSON.stringify({ made, inputs } satisfies Stamp));
  }
  return stale.map(({ name }) => name);
}

/**
 * Our files a service is made from, also those of which nothing is left in the bundle (lists of exports). What others wrote
 * changes with the lockfile alone.
 */
function ownFilesBehind(source: ServiceSource, graph: Metafile['inputs']): Set<string> {
  const found = new Set([relative(repositoryRoot, sourceEntry(source)).replaceAll('\\', '/')]);
  for (const path of found) {
    for (const imported of graph[path]?.imports ?? []) {
      if (!imported.external && !imported.path.includes('node_modules/')) found.add(imported.path);
    }
  }
  return found;
}

async function bundle(sources: readonly ServiceSource[], plugin: Plugin): Promise<Metafile> {
  const result = await build({
    // Every output lies equally deep (`<group>/<name>/dist`), so the relative paths the plugin writes hold for all of them.
    entryPoints: sources.map((source) => ({
      in: sourceEntry(source),
      out: relative(repositoryRoot, builtEntry(source)).slice(0, -'.js'.length),
    })),
    outdir: repositoryRoot,
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
    plugins: [plugin],
  }).catch((error: unknown) => {
    throw new Error(`The services could not be built: ${error instanceof Error ? error.message : String(error)}`);
  });
  // Among them: an import made for its side effect alone, which the bundle leaves out.
  const warning = result.warnings.find(({ location }) => !location?.file.includes('node_modules'));
  if (warning) throw new Error(`The services could not be built: ${warning.text} (${warning.location?.file})`);
  return result.metafile;
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
