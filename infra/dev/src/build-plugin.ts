import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/** How a built service finds the packages of others. */
export type Externals =
  /** By path, relative to the built file: works in this checkout, whose node_modules are strictly isolated. */
  | 'linked'
  /** By name: for an image whose node_modules are flat. */
  | 'bare';

const FROM_PLUGIN = Symbol('asked by this plugin');

/**
 * Bundles what is ours and leaves what is others' outside. No module counts as having side effects, so a service that uses
 * three things of a package does not load what the other thirty need. A bundle lies in another folder than its sources, so it also
 * keeps `import.meta.url` pointing at the source file: code that reads files beside itself keeps finding them.
 */
export function workspacePlugin(outputFile: string, externals: Externals): Plugin {
  const outputFolder = dirname(outputFile);
  return {
    name: 'workspace',
    setup(build) {
      build.onResolve({ filter: /./ }, async (args) => {
        if (args.kind === 'entry-point' || args.pluginData === FROM_PLUGIN) return undefined;
        if (isBuiltin(args.path)) return { path: args.path, external: true, sideEffects: false };
        const isOurs = /^\.|^@causerie\//.test(args.path);
        if (!isOurs && externals === 'bare') return { path: args.path, external: true, sideEffects: false };
        const { importer, resolveDir, kind } = args;
        const found = await build.resolve(args.path, { importer, resolveDir, kind, pluginData: FROM_PLUGIN });
        if (isOurs) return { ...found, sideEffects: false };
        // An optional package that is not installed is left for the running code to miss.
        if (found.errors.length > 0) return kind === 'import-statement' ? found : { path: args.path, external: true };
        return { path: importPath(outputFolder, found.path), external: true, sideEffects: false };
      });
      build.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const here = `new URL(${JSON.stringify(importPath(outputFolder, path))}, import.meta.url)`;
        return {
          contents: text.replaceAll(/\bimport\.meta\.url\b/g, `${here}.href`),
          loader: path.endsWith('x') ? 'tsx' : 'ts',
        };
      });
    },
  };
}

/** A relative import specifier; specifiers are URLs, so odd characters are escaped. */
function importPath(fromFolder: string, to: string): string {
  const path = relative(fromFolder, to)
    .split(sep)
    .map((part) => encodeURI(part).replaceAll('?', '%3F').replaceAll('#', '%23'))
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
