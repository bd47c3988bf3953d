import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { flatStyles } from './styles.ts';

/**
 * Makes the one file for pages without React: our sources with React, the styles and everything else inside. Licences of what is inside
 * lie beside it.
 */
export async function bundleEmbed(source: string, output: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile: output,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    sourcemap: true,
    legalComments: 'linked',
    allowOverwrite: true,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [inlineStyles],
  });
}

/** `import css from './styles.css?inline'` gives the text of the flattened sheet, as vite does. */
const inlineStyles: Plugin = {
  name: 'inline styles',
  setup(builder) {
    builder.onResolve({ filter: /\.css\?inline$/ }, ({ path, importer }) => ({
      path: join(dirname(importer), path.replace(/\?inline$/, '')),
      namespace: 'inline-styles',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'inline-styles' }, async ({ path }) => ({
      contents: await flatStyles(path, { minify: true }),
      loader: 'text',
    }));
  },
};
