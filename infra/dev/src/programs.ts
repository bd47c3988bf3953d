import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { machineEnvironment, type Environment } from './env.ts';

/** What a short-lived program said. */
export interface ProgramResult {
  ok: boolean;
  stdout: string;
  stderr: string;
}

/** Absolute path of a program on PATH, undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  for (const folder of (machineEnvironment()['PATH'] ?? '').split(delimiter)) {
    for (const candidate of names) {
      const path = join(folder, candidate);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** Runs a short-lived program to its end; never rejects. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { cwd?: string; timeoutMs: number; env?: Environment },
): Promise<ProgramResult> {
  const env = { ...machineEnvironment(), ...options.env };
  return new Promise((resolve) => {
    execFile(
      command,
      args,
      { cwd: options.cwd, timeout: options.timeoutMs, env, maxBuffer: 8 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
    );
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
