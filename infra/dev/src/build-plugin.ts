import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';

/** How a built service finds the packages of others. */
export type Externals =
  /** Taken into the bundle, but for a few: starts three times faster, because a thousand small files are one. */
  | 'inlined'
  /** By name: for an image whose node_modules are flat. */
  | 'bare';

/**
 * Packages that cannot be taken in: they start threads from files of theirs, serve files of theirs, or load native code.
 * They are found by a path relative to the built file, because node_modules are strictly isolated here.
 */
const NEVER_INLINED =
  /^(pino|thread-stream|msgpackr|node-datachannel|pg-native|pg-cloudflare|bufferutil|utf-8-validate|sharp|@fastify\/swagger-ui)$/;

const FROM_PLUGIN = Symbol('asked by this plugin');

/** Goes in front of a bundle: what CommonJS code expects to find. */
export const BUNDLE_HEAD = [
  "import { createRequire as causerieRequire } from 'node:module';",
  "import { fileURLToPath as causeriePath } from 'node:url';",
  'const require = causerieRequire(import.meta.url);',
  'const __filename = causeriePath(import.meta.url);',
  "const __dirname = causeriePath(new URL('.', import.meta.url));",
].join('\n');

/**
 * Decides what goes into a bundle. None of our own modules counts as having side effects, so a service that uses three things
 * of a package does not load what the other thirty need. A bundle lies in another folder than its sources; our code
 * that reads files beside itself keeps finding them. The filters matter: a call from esbuild into here for each of a
 * thousand foreign files would take longer than everything else.
 */
export function workspacePlugin(outputFile: string, externals: Externals): Plugin {
  const outputFolder = dirname(outputFile);
  return {
    name: 'workspace',
    setup(build) {
      build.onResolve({ filter: /^@causerie\/|^\.{1,2}\/.*\.tsx?$/ }, async (args) =>
        args.kind === 'entry-point' || isAsking(args) ? undefined : { ...(await ask(build, args)), sideEffects: false },
      );
      if (externals === 'bare') {
        build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@causerie/')
            ? undefined
            : { path, external: true, sideEffects: false },
        );
      } else {
        build.onResolve({ filter: NEVER_INLINED }, (args) =>
          isAsking(args) ? undefined : resolveOutside(build, args, outputFolder),
        );
      }
      build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => ({
        contents: keepOwnPlace(await readFile(path, 'utf8'), path, outputFolder),
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      }));
    },
  };
}

function isAsking({ pluginData }: OnResolveArgs): boolean {
  return pluginData === FROM_PLUGIN;
}

async function ask(build: PluginBuild, { path, importer, resolveDir, kind }: OnResolveArgs): Promise<OnResolveResult> {
  return build.resolve(path, { importer, resolveDir, kind, pluginData: FROM_PLUGIN });
}

async function resolveOutside(build: PluginBuild, args: OnResolveArgs, folder: string): Promise<OnResolveResult> {
  const found = await ask(build, args);
  // An optional package that is not installed is left for the running code to miss.
  if (found.errors?.length || !found.path) return { path: args.path, external: true };
  return { path: importPath(folder, found.path), external: true, sideEffects: false };
}

/** Keeps `import.meta.url` pointing at the source file instead of the bundle. */
function keepOwnPlace(text: string, path: string, outputFolder: string): string {
  const place = JSON.stringify(importPath(outputFolder, path));
  return text.replaceAll(/\bimport\.meta\.url\b/g, `new URL(${place}, import.meta.url).href`);
}

/** A relative import specifier; specifiers are URLs, so odd characters are escaped. */
function importPath(fromFolder: string, to: string): string {
  const path = relative(fromFolder, to)
    .split(sep)
    .map((part) => encodeURI(part).replaceAll('?', '%3F').replaceAll('#', '%23'))
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
