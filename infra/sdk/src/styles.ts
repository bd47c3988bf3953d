import { build } from 'esbuild';

/** Joins a style sheet and those it imports, with their layers, into one text. */
export async function flatStyles(entry: string, options: { minify: boolean }): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    logLevel: 'silent',
    ...options,
  });
  return outputFiles[0]?.text ?? '';
}
