import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUNDLE_HEAD, workspacePlugin, type Externals } from '../src/build-plugin.ts';
import { buildServices } from '../src/build.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causerie build '));
  await mkdir(join(folder, 'src/deep'), { recursive: true });
  await mkdir(join(folder, 'node_modules/theirs'), { recursive: true });
  await writeFile(join(folder, 'node_modules/theirs/index.js'), 'module.exports = { theirs: 42 };');
  await writeFile(join(folder, 'src/deep/words.txt'), 'bonjour');
  await writeFile(
    join(folder, 'src/deep/read.ts'),
    `import { readFileSync } from 'node:fs';
     export const words = (): string => readFileSync(new URL('./words.txt', import.meta.url), 'utf8');`,
  );
  await writeFile(join(folder, 'src/loud.ts'), `console.log('loud'); export const loud = 1;`);
  await writeFile(
    join(folder, 'src/index.ts'),
    `export { words } from './deep/read.ts'; export { loud } from './loud.ts';`,
  );
  await writeFile(
    join(folder, 'src/main.ts'),
    `import { theirs } from 'theirs'; import { words } from './index.ts'; console.log(words(), theirs);`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundle(externals: Externals): Promise<string> {
  const outfile = join(folder, 'dist', externals, 'main.mjs');
  await build({
    entryPoints: [join(folder, 'src/main.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: BUNDLE_HEAD },
    plugins: [workspacePlugin(outfile, externals)],
  });
  return outfile;
}

test('a bundle runs from another folder, still reads files beside its sources, and loads only what is used', async () => {
  const output = execFileSync(process.execPath, [await bundle('inlined')], { encoding: 'utf8' });
  expect(output).toBe('bonjour 42\n');
});

test('for an image, packages of others stay outside by name', async () => {
  const text = await readFile(await bundle('bare'), 'utf8');
  expect(text).toContain('from "theirs"');
  expect(text).not.toContain('theirs: 42');
});

test('building again without a change builds nothing', async () => {
  await buildServices({ web: false });
  const again = await buildServices({ web: false });
  expect(again).toEqual([]);
});
