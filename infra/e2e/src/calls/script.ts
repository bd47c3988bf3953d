import { repositoryRoot } from '@causerie/dev';
import { build } from 'esbuild';

/** The SDK, at the reach of a test: nothing but its own front doors. */
const SCRIPT = `
import { createCauserie } from './src/index.ts';
import { askInAsGuest, createCalls } from './src/calls/index.ts';
Object.assign(globalThis, { askInAsGuest, createCalls, createCauserie });
`;

/** The SDK and nothing else, bundled as the build of a product team would. */
export async function buildCallsScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: `${repositoryRoot}/packages/client`, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
