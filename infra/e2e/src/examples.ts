import { spawn } from 'node:child_process';

/** An example that a guide prints, and what the guide says it prints when it is run; null where the guide does not say. */
export interface Example {
  language: 'js' | 'sh';
  code: string;
  printed: string | null;
}

/** A fence that says `run`, and a fence of plain text right behind it. */
const EXAMPLE = /^```(js|sh) run\n([\s\S]*?)^```$(?:\n\n```text\n([\s\S]*?)^```$)?/gm;
const EXAMPLE_TIMEOUT_MS = 120_000;
/** Where the programs of shell examples are. */
const PATH = '/usr/local/bin:/usr/bin:/bin';

/** The examples of a guide that its reader can run. */
export function examplesIn(markdown: string): Example[] {
  return [...markdown.matchAll(EXAMPLE)].map(([, language, code = '', printed]) => ({
    language: language === 'sh' ? 'sh' : 'js',
    code,
    printed: printed ?? null,
  }));
}

/** Runs an example as its reader would, in a folder, and resolves to what it printed; a failure prints why. */
export async function runExample(
  { language, code }: Example,
  { folder, env }: { folder: string; env: Record<string, string> },
): Promise<{ code: number | null; output: string }> {
  const [program, args] =
    language === 'js'
      ? [process.execPath, ['--input-type=module', '--eval', code]]
      : ['bash', ['-euo', 'pipefail', '-c', code]];
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: EXAMPLE_TIMEOUT_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code: status, output };
}
