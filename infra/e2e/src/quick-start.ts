import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { machineEnvironment } from '@causerie/dev';

/** A fence that names a file says what is in it; one that names a place says what is typed there. */
const FILE = /^```[a-z]+ (\S*\.\S+)\n([\s\S]*?)^```$/gm;
const COMMANDS = /^```sh ([a-z-]+)\n([\s\S]*?)^```$/gm;

/** What a document asks its reader to write and to type. */
export interface Recipe {
  /** Path in the app → content. */
  files: ReadonlyMap<string, string>;
  /** Blocks of commands, in the order of the document, and where they are typed. */
  commands: readonly { place: string; lines: string }[];
}

/** Reads a document. */
export function recipeIn(markdown: string): Recipe {
  return {
    files: new Map([...markdown.matchAll(FILE)].map(([, path = '', content = '']) => [path, content])),
    commands: [...markdown.matchAll(COMMANDS)].map(([, place = '', lines = '']) => ({ place, lines })),
  };
}

/** Writes the files of a recipe into a folder. */
export async function writeFiles(folder: string, files: Recipe['files']): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A command that was typed in a terminal of its own. */
export interface Typed {
  /** Resolves when it prints this. @throws Error with all it said when it ends before. */
  says(text: string | RegExp): Promise<void>;
  /** Resolves when it ended well. @throws Error with all it said when it did not. */
  done(): Promise<void>;
  /** Ends it and whatever it started. */
  end(): Promise<void>;
}

/** Types commands into a shell. Nobody is there to answer questions. */
export function type(lines: string, cwd: string): Typed {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', lines], {
    cwd,
    env: { ...machineEnvironment(), npm_config_yes: 'true', npm_config_audit: 'false', npm_config_fund: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const failure = (code: number | null): Error => new Error(`ended with ${code}: ${lines}\n${said}`);
  return {
    async says(text) {
      const pattern = typeof text === 'string' ? { test: (all: string) => all.includes(text) } : text;
      while (!pattern.test(said)) {
        const outcome = await Promise.race([ended, once(child.stdout, 'data')]);
        if (!Array.isArray(outcome)) throw failure(outcome);
      }
    },
    async done() {
      const code = await ended;
      if (code !== 0) throw failure(code);
    },
    async end() {
      endGroup(child);
      await ended;
    },
  };
}

/** The shell leads a group of processes, so that none of them survives it. */
function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
}
