import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repositoryRoot, runProgram } from '@causerie/dev';
import { specifierOf, type SdkPackage } from './packages.ts';

const COMPILE_TIMEOUT_MS = 120_000;
/** Safari 16.4, Chrome 94, Firefox 93 and Node 20 run it as it is; older browsers need the bundler of the host. */
const TARGET = 'ES2022';

/**
 * Compiles the sources of a package to `dist`: a module of JavaScript, its types and its source map for each source file. Modules are not
 * joined, so that bundlers leave out what a page does not use.
 * @param before packages that were compiled already; their built types are read, as its users will read them
 * @throws Error with what the compiler says
 */
export async function compile(pack: SdkPackage, before: readonly SdkPackage[], scratch: string): Promise<void> {
  const dist = join(pack.folder, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const project = join(scratch, 'tsconfig.json');
  await writeFile(project, JSON.stringify(settings(pack, before)));
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  const { ok, stdout, stderr } = await runProgram(process.execPath, [compiler, '-p', project], {
    cwd: pack.folder,
    timeoutMs: COMPILE_TIMEOUT_MS,
  });
  if (!ok) throw new Error(`${pack.name} does not compile\n${stdout}${stderr}`);
  await nameCompiledFiles(dist);
}

function settings(pack: SdkPackage, before: readonly SdkPackage[]): object {
  const paths = before.flatMap((other) =>
    [...other.entries].map(([entry, { types }]) => [specifierOf(other, entry), [types]]),
  );
  return {
    extends: join(repositoryRoot, 'tsconfig.web.json'),
    compilerOptions: {
      target: TARGET,
      noEmit: false,
      noEmitOnError: true,
      declaration: true,
      sourceMap: true,
      inlineSources: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(pack.folder, 'src'),
      outDir: join(pack.folder, 'dist'),
      paths: Object.fromEntries(paths),
    },
    include: [join(pack.folder, 'src')],
    exclude: [],
  };
}

/** The compiler names `./state.ts` in types where only `./state.js` will be. */
async function nameCompiledFiles(dist: string): Promise<void> {
  for (const file of await readdir(dist, { recursive: true })) {
    if (!file.endsWith('.d.ts')) continue;
    const text = await readFile(join(dist, file), 'utf8');
    const named = text.replaceAll(/(\bfrom |\bimport\()(['"])(\.{1,2}\/[^'"]+)\.tsx?\2/g, '$1$2$3.js$2');
    if (named !== text) await writeFile(join(dist, file), named);
  }
}
