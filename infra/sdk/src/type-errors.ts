import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runProgram } from '@causerie/dev';

const COMPILE_TIMEOUT_MS = 120_000;

/** How an app is compiled. */
interface Strictness {
  /** `bundler` unless told. */
  moduleResolution?: 'bundler' | 'nodenext';
  /** True checks the declarations of packages, too, which takes three times as long. */
  declarations?: boolean;
}

/**
 * Compiles files of an app strictly, and resolves to what the compiler objects to.
 * @param folder the app, where packages are installed
 * @param files paths in it
 */
export async function typeErrors(
  folder: string,
  files: readonly string[],
  { moduleResolution = 'bundler', declarations = false }: Strictness = {},
): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: !declarations,
    exactOptionalPropertyTypes: true,
    noUncheckedSideEffectImports: true,
    jsx: 'react-jsx',
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext',
    moduleResolution,
    types: [],
  };
  const project = join(folder, 'tsconfig.check.json');
  await writeFile(project, JSON.stringify({ compilerOptions, files }));
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
  const { ok, stdout, stderr } = await runProgram(process.execPath, [compiler, '-p', project], {
    cwd: folder,
    timeoutMs: COMPILE_TIMEOUT_MS,
  });
  return ok ? '' : `${stdout}${stderr}` || 'the compiler ended without a word';
}
